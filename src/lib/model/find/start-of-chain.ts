import type { KeyAttribute } from '../../items/keys/key-schema.ts';
import { type AttributeValue, getAttribute, type Item, newItem } from '../../items/values/attribute-value.ts';
import { numberProblem } from '../../items/values/decimal.ts';
import { MODEL_ATTRIBUTE, type Model, type ModelField } from '../definition/model.ts';
import { InvalidQuery } from '../errors/model-errors.ts';
import { loadDocument } from '../fields/document-value.ts';
import { castValue, dumpValue, readValue } from '../record/attributes.ts';
import { isRecord, stateOf } from '../record/record-core.ts';

/**
 * The key after which a read starts: of a record, or as it was given by the attributes' names.
 * @param keyAttributes of what is read: the table's key, and the index's
 * @throws InvalidQuery for a record that lacks one of them, or what is no record and no key
 */
export function startKeyOf(model: Model, start: unknown, keyAttributes: readonly KeyAttribute[]): Item {
  if (typeof start !== 'object' || start === null)
    throw noStart(model, 'start takes a record, or a key by attribute names');
  return isRecord(start) ? keyOfStored(model, start, keyAttributes) : keyOfNames(model, start, keyAttributes);
}

/** A key as an app has it: numbers exact, binary as bytes; {@link startKeyOf} takes it. */
export function plainKey(key: Item): Record<string, unknown> {
  const rules = { keepsEmpty: true, roundsNumbers: false };
  return Object.fromEntries(Object.entries(key).map(([name, value]) => [name, loadDocument(value, rules)]));
}

function keyOfStored(model: Model, record: object, keyAttributes: readonly KeyAttribute[]): Item {
  const state = stateOf(record);
  const { stored } = state;
  const key = newItem();
  for (const { name } of keyAttributes) {
    const field = fieldOfAttribute(state.model, name);
    const value =
      (stored && getAttribute(stored, name)) ??
      (field && dumpValue(state.model, field, readValue(state, field.position))) ??
      (name === MODEL_ATTRIBUTE ? { S: state.model.baseName } : undefined);
    if (value === undefined) throw noStart(model, `the record to start after has no ${field?.name ?? name}`);
    key[name] = value;
  }
  return key;
}

function keyOfNames(model: Model, given: object, keyAttributes: readonly KeyAttribute[]): Item {
  const key = newItem();
  for (const [name, value] of Object.entries(given)) {
    const type = keyAttributes.find((attribute) => attribute.name === name)?.type;
    const dumped =
      type === undefined ? { NULL: true as const } : (verbatim(value, type) ?? castKey(model, name, value));
    if (dumped === undefined)
      throw noStart(model, `the key to start after has a ${name} that is no value of its type`);
    key[name] = dumped;
  }
  return key;
}

/** A value that is of the key's type already. */
function verbatim(value: unknown, type: KeyAttribute['type']): AttributeValue | undefined {
  if (type === 'S') return typeof value === 'string' ? { S: value } : undefined;
  if (type === 'B') return value instanceof Uint8Array ? { B: value } : undefined;
  const isDigits = ['number', 'bigint', 'string'].includes(typeof value) || loadsAsNumber(value);
  return isDigits && numberProblem(String(value)) === undefined ? { N: String(value) } : undefined;
}

/** The wrapper of a number with more digits than JavaScript's have. */
function loadsAsNumber(value: unknown): boolean {
  return typeof value === 'object' && value !== null && value.constructor.name === 'ExactNumber';
}

function castKey(model: Model, name: string, value: unknown): AttributeValue | undefined {
  const field = fieldOfAttribute(model, name);
  return field && dumpValue(model, field, castValue(model, field, value));
}

function fieldOfAttribute(model: Model, attribute: string): ModelField | undefined {
  return model.fields.find((field) => field.attribute === attribute);
}

function noStart(model: Model, problem: string): InvalidQuery {
  return new InvalidQuery(`${model.name}: ${problem}`, { details: { model: model.name } });
}
