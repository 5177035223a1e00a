import { AutodyneError } from '../../errors/autodyne-error.ts';
import type { IndexSchema, KeyAttribute } from '../../items/keys/key-schema.ts';
import { MODEL_ATTRIBUTE, type ModelField, type ModelIndex, type ModelTable } from './model.ts';
import type { ModelDefinition } from './model-definition.ts';

type FieldByName = ReadonlyMap<string, ModelField>;

/**
 * The indexes that a model declares, as the planner takes them; of two with the same keys, the later one.
 * @throws AutodyneError `InvalidIndex`
 */
export function modelIndexes(
  definition: ModelDefinition,
  fieldByName: FieldByName,
  table: ModelTable,
): ModelIndex[] {
  const { family, name: model } = definition;
  const { sortKey } = family;
  const partitionKey = family.table.partitionKey ?? 'id';
  const indexes = new Map<string, ModelIndex>();
  const add = (kind: IndexSchema['kind'], spec: DeclaredIndex): void => {
    const index = modelIndex(model, kind, spec, fieldByName, table);
    indexes.set(JSON.stringify([kind, spec.partitionKey, spec.sortKey]), index);
  };
  for (const spec of family.globalIndexes) {
    if (spec.partitionKey === undefined)
      throw invalid(model, 'a global secondary index needs a partitionKey');
    add('global', spec);
  }
  for (const spec of family.localIndexes) {
    const { sortKey: own } = spec;
    if (sortKey === undefined || own === sortKey) {
      throw invalid(model, `the local secondary index on "${own}" needs a table with another sort key`);
    }
    add('local', { ...spec, partitionKey });
  }
  checkNames(model, [...indexes.values()]);
  return [...indexes.values()];
}

interface DeclaredIndex {
  readonly name?: string;
  readonly partitionKey: string;
  readonly sortKey?: string;
  readonly projection?: 'all' | 'keys_only' | readonly string[];
}

function modelIndex(
  model: string,
  kind: IndexSchema['kind'],
  spec: DeclaredIndex,
  fieldByName: FieldByName,
  table: ModelTable,
): ModelIndex {
  const keys = [spec.partitionKey, ...(spec.sortKey === undefined ? [] : [spec.sortKey])];
  if (spec.partitionKey === MODEL_ATTRIBUTE && !table.isShared) {
    throw invalid(model, `an index on ${MODEL_ATTRIBUTE} is for the table that models share`);
  }
  const keyFields = keys.map((key, position) => keyField(model, key, position, fieldByName));
  const [partitionKey, ...sortKeys] = keyFields.map(keyAttribute);
  const name = spec.name ?? `${table.name}_index_${keys.join('_')}`;
  const { projection = 'keys_only' } = spec;
  return {
    keyFields,
    schema: {
      name,
      kind,
      partitionKeys: partitionKey === undefined ? [] : [partitionKey],
      sortKeys,
      ...projectionOf(model, name, projection, fieldByName),
      status: undefined,
    },
  };
}

function keyField(
  model: string,
  key: string,
  position: number,
  fieldByName: FieldByName,
): ModelField | undefined {
  if (key === MODEL_ATTRIBUTE && position === 0) return undefined;
  const field = fieldByName.get(key);
  if (field === undefined) throw invalid(model, `the index key "${key}" is not a field`, key);
  return field;
}

function keyAttribute(field: ModelField | undefined): KeyAttribute {
  return field === undefined
    ? { name: MODEL_ATTRIBUTE, type: 'S' }
    : { name: field.attribute, type: field.type.keyType ?? 'S' };
}

function projectionOf(
  model: string,
  index: string,
  projection: 'all' | 'keys_only' | readonly string[],
  fieldByName: FieldByName,
): Pick<IndexSchema, 'projection' | 'nonKeyAttributes'> {
  if (projection === 'all') return { projection: 'ALL', nonKeyAttributes: [] };
  if (projection === 'keys_only') return { projection: 'KEYS_ONLY', nonKeyAttributes: [] };
  if (!Array.isArray(projection)) {
    throw invalid(model, `the projection of index ${index} is neither all, keys_only nor a list of fields`);
  }
  const nonKeyAttributes = (projection as readonly string[]).map((name) => {
    const field = fieldByName.get(name);
    if (field === undefined)
      throw invalid(model, `index ${index} projects "${name}", which is not a field`, name);
    return field.attribute;
  });
  return { projection: 'INCLUDE', nonKeyAttributes };
}

function checkNames(model: string, indexes: readonly ModelIndex[]): void {
  const names = indexes.map(({ schema }) => schema.name);
  const repeated = names.find((name, position) => names.indexOf(name) !== position);
  if (repeated !== undefined) throw invalid(model, `two indexes are named ${repeated}`);
}

function invalid(model: string, problem: string, field?: string): AutodyneError {
  return new AutodyneError('InvalidIndex', `${model}: ${problem}`, {
    details: { model, ...(field === undefined ? {} : { field }) },
  });
}
