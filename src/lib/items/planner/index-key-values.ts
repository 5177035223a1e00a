import {
  type AttributeCondition,
  attributeOf,
  HOLD_WITHOUT,
  NOT_FOR_NUMBERS,
} from '../conditions/condition.ts';
import type { QueryKeys } from '../conditions/divide-conditions.ts';
import { canBeKey } from '../keys/check-key.ts';
import type { KeyAttribute } from '../keys/key-schema.ts';
import type { AttributeValue } from '../values/attribute-value.ts';

/**
 * True where a condition names a value that no item in an index with these keys has, though items of the table may have
 * it: one that the key attribute cannot have there, or a path inside it. An item whose attribute has another type than
 * the index's key, is empty or too long, is not in the index.
 */
export function isBeyondIndex(condition: AttributeCondition, keys: QueryKeys): boolean {
  const found = keyNamed(keys, attributeOf(condition.path));
  if (found === undefined) return false;
  if (condition.path.length > 1) return true;
  if (found.key.type === 'N' && NOT_FOR_NUMBERS.has(condition.operator)) return true;
  return condition.operands.some((operand) => isBeyondKey(operand, condition, found));
}

/** No item of the index can meet the condition: it asks for an attribute that items of the index cannot have. */
export function isHopelessInIndex(condition: AttributeCondition, keys: QueryKeys): boolean {
  if (!isBeyondIndex(condition, keys) || HOLD_WITHOUT.has(condition.operator)) return false;
  const found = keyNamed(keys, attributeOf(condition.path));
  if (condition.operator !== 'in' || condition.path.length > 1 || found === undefined) return true;
  return condition.operands.every((operand) => isBeyondKey(operand, condition, found));
}

type KeyKind = 'partition' | 'sort';

interface NamedKey {
  key: KeyAttribute;
  kind: KeyKind;
}

function keyNamed({ partitionKeys, sortKeys }: QueryKeys, name: string): NamedKey | undefined {
  const isNamed = (key: KeyAttribute): boolean => key.name === name;
  const partition = partitionKeys.find(isNamed);
  if (partition !== undefined) return { key: partition, kind: 'partition' };
  const sort = sortKeys.find(isNamed);
  return sort && { key: sort, kind: 'sort' };
}

/** Equal to what no key is, or of another type. (Any string is above an empty one, which is no key.) */
function isBeyondKey(
  operand: AttributeValue,
  { operator }: AttributeCondition,
  { key, kind }: NamedKey,
): boolean {
  if (operand[key.type] === undefined) return true;
  return (operator === 'eq' || operator === 'in') && !canBeKey(operand, key, kind);
}
