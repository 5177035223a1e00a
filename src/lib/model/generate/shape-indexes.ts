import type { IndexSchema, KeyType } from '../../items/keys/key-schema.ts';
import { MODEL_ATTRIBUTE } from '../definition/model.ts';
import type { FieldShape, IndexShape } from './model-shape.ts';

/** An index that models can declare: they know a partition key and a sort key of one attribute each. */
export interface DeclarableIndex {
  readonly schema: IndexSchema;
  readonly partitionKey: string;
  readonly sortKey: string | undefined;
}

/** @returns the indexes that models can declare, and for each other one why they cannot */
export function declarableIndexes(
  indexes: readonly IndexSchema[],
  isShared: boolean,
): { declarable: DeclarableIndex[]; notes: string[] } {
  const notes: string[] = [];
  const declarable: DeclarableIndex[] = [];
  const byName = [...indexes].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const schema of byName.filter(({ status }) => status !== 'DELETING')) {
    const [partitionKey, ...more] = schema.partitionKeys.map(({ name }) => name);
    const [sortKey, ...others] = schema.sortKeys.map(({ name }) => name);
    const isMulti = more.length + others.length > 0;
    const twin = declarable.find(
      (other) =>
        other.schema.kind === schema.kind && other.partitionKey === partitionKey && other.sortKey === sortKey,
    );
    if (partitionKey === undefined || isMulti) {
      notes.push(`index "${schema.name}" has a key of several attributes, which models cannot declare`);
    } else if (twin !== undefined) {
      notes.push(`index "${schema.name}" has the key of "${twin.schema.name}": models declare one of them`);
    } else if (sortKey === MODEL_ATTRIBUTE || (!isShared && partitionKey === MODEL_ATTRIBUTE)) {
      notes.push(`index "${schema.name}" has a key that models cannot declare: "${MODEL_ATTRIBUTE}"`);
    } else {
      declarable.push({ schema, partitionKey, sortKey });
    }
  }
  return { declarable, notes };
}

/** The types that attributes have as keys of indexes, by the attribute's name. */
export function indexKeyTypes(indexes: readonly DeclarableIndex[]): Map<string, KeyType> {
  return new Map(
    indexes
      .flatMap(({ schema }) => [...schema.partitionKeys, ...schema.sortKeys])
      .filter(({ name }) => name !== MODEL_ATTRIBUTE)
      .map(({ name, type }) => [name, type]),
  );
}

/** An index as a model with these fields declares it; undefined where it lacks a key, or a projected attribute. */
export function shapeIndex(
  { schema, partitionKey, sortKey }: DeclarableIndex,
  fields: readonly FieldShape[],
): IndexShape | undefined {
  const nameOf = (attribute: string): string | undefined =>
    fields.find((field) => field.attribute === attribute)?.name;
  const partition = partitionKey === MODEL_ATTRIBUTE ? partitionKey : nameOf(partitionKey);
  const sort = sortKey === undefined ? undefined : nameOf(sortKey);
  if (partition === undefined || (sortKey !== undefined && sort === undefined)) return undefined;
  const index = { name: schema.name, partitionKey: partition, sortKey: sort };
  if (schema.projection !== 'INCLUDE') {
    return { ...index, projection: schema.projection === 'ALL' ? 'all' : 'keys_only' };
  }
  const projected = schema.nonKeyAttributes.map(nameOf);
  const names = projected.filter((name) => name !== undefined);
  return names.length === projected.length ? { ...index, projection: names } : undefined;
}

/** All attributes that indexes name: in their keys or projections. */
export function indexAttributes(indexes: readonly DeclarableIndex[]): Set<string> {
  return new Set(
    indexes.flatMap(({ schema }) => [
      ...schema.partitionKeys.map(({ name }) => name),
      ...schema.sortKeys.map(({ name }) => name),
      ...schema.nonKeyAttributes,
    ]),
  );
}
