import { invalidRequest } from '../../items/expressions/expression-error.ts';
import type { KeyCondition } from '../../items/expressions/key-condition-rules.ts';
import {
  type IndexSchema,
  type KeyAttribute,
  keyAttributesOf,
  type TableSchema,
} from '../../items/keys/key-schema.ts';
import { keysOf } from '../../items/planner/choose-target.ts';
import { getAttribute, type Item } from '../../items/values/attribute-value.ts';
import { compareScalars, hasOrder } from '../../items/values/compare-scalars.ts';
import { equalValues } from '../../items/values/equal-values.ts';

const INVALID = 'The provided starting key is invalid';
const NOT_THE_SCHEMA = 'The provided key element does not match the schema';

/** The start key of a Query or Scan, and the key of the table or index that it reads. */
export interface StartKeyUse {
  startKey: Item;
  schema: TableSchema;
  index: IndexSchema | undefined;
}

/** A start key has the attributes of the key that is read, and of the table's. @throws AutodyneError `InvalidUsage` */
export function checkStartKeyNames({ startKey, schema, index }: StartKeyUse, kind: 'query' | 'scan'): void {
  const names = new Set(keysOfRead({ schema, index }).map(({ name }) => name));
  for (const { name } of keyAttributesOf(schema.key)) names.add(name);
  if (Object.keys(startKey).length === names.size) return;
  throw invalidRequest(kind === 'query' || index !== undefined ? INVALID : `${INVALID}: ${NOT_THE_SCHEMA}`);
}

/** One attribute of the key that is read. @throws AutodyneError `InvalidUsage` */
export function checkStartKeyPart({ startKey }: StartKeyUse, { name, type }: KeyAttribute): void {
  const value = getAttribute(startKey, name);
  if (value === undefined) throw invalidRequest(INVALID);
  if (value[type] === undefined) throw invalidRequest(NOT_THE_SCHEMA);
}

/** The table's key in a start key. @throws AutodyneError `InvalidUsage` */
export function checkStartKeyItem({ startKey, schema }: StartKeyUse): void {
  for (const { name, type } of keyAttributesOf(schema.key)) {
    if (getAttribute(startKey, name)?.[type] === undefined) {
      throw invalidRequest(`${INVALID}: ${NOT_THE_SCHEMA}`);
    }
  }
}

/**
 * The start key of a Query must be within what the Query reads.
 * @throws AutodyneError `InvalidUsage`
 */
export function checkStartKeyBounds(
  { startKey, schema, index }: StartKeyUse,
  conditions: readonly KeyCondition[],
): void {
  const { partitionKeys, sortKeys } = keysOf(schema, index);
  const [partitionKey, sortKey] = [partitionKeys[0], sortKeys[0]];
  // DynamoDB's message for a key with several attributes of a kind is not known.
  if (partitionKey === undefined || partitionKeys.length > 1 || sortKeys.length > 1) return;
  const holds = (key: KeyAttribute | undefined): boolean | undefined => {
    const condition = conditions.find(({ name }) => name === key?.name);
    const value = key && getAttribute(startKey, key.name);
    return condition && value && isMet(value, condition);
  };
  const isInRange = holds(sortKey);
  if (isInRange === false) {
    throw invalidRequest('The provided starting key does not match the range key predicate');
  }
  if (holds(partitionKey) !== false) return;
  throw invalidRequest(
    isInRange === undefined
      ? 'The provided starting key is outside query boundaries based on provided conditions'
      : 'The query can return at most one row and cannot be restarted',
  );
}

/** The key attributes of what is read, in order. */
export function keysOfRead({ schema, index }: Omit<StartKeyUse, 'startKey'>): readonly KeyAttribute[] {
  const { partitionKeys, sortKeys } = keysOf(schema, index);
  return [...partitionKeys, ...sortKeys];
}

function isMet(value: Item[string], { operator, values: [first, last = first] }: KeyCondition): boolean {
  if (first === undefined || last === undefined) return true;
  if (operator === '=') return equalValues(value, first);
  if (operator === 'begins_with') {
    const [whole, part] = [value, first].map(({ S, B }) => Buffer.from(B ?? S ?? ''));
    return whole !== undefined && part !== undefined && whole.subarray(0, part.length).equals(part);
  }
  const order = (bound: Item[string]): number => compareScalars(value, bound) ?? 0;
  return operator === 'between' ? order(first) >= 0 && order(last) <= 0 : hasOrder(order(first), operator);
}
