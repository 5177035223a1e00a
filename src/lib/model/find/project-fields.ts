import { getAttribute, type Item } from '../../items/values/attribute-value.ts';
import type { Model, ModelField } from '../definition/model.ts';
import { fieldNamed, loadValue } from '../record/attributes.ts';
import type { ChainQuery } from './chain-query.ts';
import { chainPages, planChain } from './read-chain.ts';

/** Plain objects with the fields that are named, as they are stored: no defaults, null for what is not there. */
export async function* projectedObjects(
  model: Model,
  query: ChainQuery,
  names: readonly string[],
): AsyncGenerator<Record<string, unknown>, void> {
  const fields = names.map((name) => fieldNamed(model, name));
  for await (const items of projectedItems(model, query, fields)) {
    for (const item of items) {
      yield Object.fromEntries(fields.map((field) => [field.name, fieldValue(model, field, item)]));
    }
  }
}

/** The values of one field; null for what is not there. @throws AutodyneError `UnknownAttribute` */
export async function pluckedValues(model: Model, query: ChainQuery, name: string): Promise<unknown[]> {
  const field = fieldNamed(model, name);
  const values: unknown[] = [];
  for await (const items of projectedItems(model, query, [field])) {
    for (const item of items) values.push(fieldValue(model, field, item));
  }
  return values;
}

async function* projectedItems(
  model: Model,
  query: ChainQuery,
  fields: readonly ModelField[],
): AsyncGenerator<readonly Item[], void> {
  const attributes = [...new Set(fields.map(({ attribute }) => attribute))].map((name) => [name]);
  const chain = await planChain(model, query, { attributes });
  for await (const { items } of chainPages(chain)) yield items;
}

function fieldValue(model: Model, field: ModelField, item: Item): unknown {
  return loadValue(model, field, getAttribute(item, field.attribute));
}
