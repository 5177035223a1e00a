import { AutodyneError } from '../../errors/autodyne-error.ts';
import { type AttributeCondition, attributeOf } from '../conditions/condition.ts';
import { textOfCondition } from '../conditions/condition-text.ts';
import type { DividedConditions } from '../conditions/divide-conditions.ts';
import { keyIdentity } from '../keys/key-of.ts';
import type { AttributeValue, Item } from '../values/attribute-value.ts';
import { compareScalars } from '../values/compare-scalars.ts';

/** The conditions on a key, each `in` of which has become equality with one of its values. */
export type KeyPart = readonly AttributeCondition[];

type KeyConditions = Pick<DividedConditions, 'partition' | 'sort'>;

/**
 * A part for each combination of the values of `in`, in the order of the results: partition keys as they are written,
 * then sort keys ascending, or descending.
 */
export function keyParts({ partition, sort }: KeyConditions, isReverse: boolean): KeyPart[] {
  const sorted = sort.map((condition) => inOrder(condition, isReverse));
  return [...partition, ...sorted].reduce<KeyPart[]>(
    (parts, condition) => parts.flatMap((part) => eachValue(condition).map((one) => [...part, one])),
    [[]],
  );
}

/** The conditions that a read is divided by. */
export function listsOf({ partition, sort }: KeyConditions): AttributeCondition[] {
  return [...partition, ...sort].filter(({ operator, operands }) => operator === 'in' && operands.length > 1);
}

function inOrder(condition: AttributeCondition, isReverse: boolean): AttributeCondition {
  if (condition.operator !== 'in') return condition;
  const ascending = [...condition.operands].sort((one, other) => compareScalars(one, other) ?? 0);
  return { ...condition, operands: isReverse ? ascending.reverse() : ascending };
}

function eachValue(condition: AttributeCondition): AttributeCondition[] {
  if (condition.operator !== 'in') return [condition];
  return condition.operands.map((operand) => equal(condition, operand));
}

function equal({ path }: AttributeCondition, operand: AttributeValue): AttributeCondition {
  return { path, operator: 'eq', operands: [operand] };
}

/**
 * The parts from the one that a start key is of.
 * @throws AutodyneError `InvalidUsage` for a key of none of them: DynamoDB would refuse it for each Query
 */
export function partsFrom(
  parts: readonly KeyPart[],
  startKey: Item | undefined,
  lists: readonly AttributeCondition[],
): readonly KeyPart[] {
  if (startKey === undefined || parts.length === 1) return parts;
  const position = parts.findIndex((part) => isOf(part, startKey));
  if (position !== -1) return parts.slice(position);
  const texts = lists.map((condition) => `"${textOfCondition(condition)}"`).join(' and ');
  throw new AutodyneError(
    'InvalidUsage',
    `the start key is not valid: it has none of the values of ${texts}`,
  );
}

function isOf(part: KeyPart, key: Item): boolean {
  const exact = keyOfPart(part);
  const names = Object.keys(exact);
  return keyIdentity(exact, names) === keyIdentity(key, names);
}

/** The attributes whose values a part gives. */
export function keyOfPart(part: KeyPart): Item {
  const exact = part.filter(({ operator }) => operator === 'eq');
  return Object.fromEntries(
    exact.flatMap(({ path, operands: [value] }) => (value === undefined ? [] : [[attributeOf(path), value]])),
  );
}
