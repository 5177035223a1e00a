import type { AttributeValue, Item } from '../values/attribute-value.ts';
import { compareScalars } from '../values/compare-scalars.ts';
import { type AttributeCondition, attributeOf, HOLD_WITHOUT } from './condition.ts';

const NOTHING: AttributeValue = { NULL: true };

/**
 * Evaluates a condition on a key attribute, or on a path inside one, as DynamoDB would if it took key attributes in a
 * filter. Only for key attributes: strings, numbers or binary, with nothing inside.
 */
export function matchesKeyCondition(item: Item, condition: AttributeCondition): boolean {
  const { operator, operands, path } = condition;
  const value = item[attributeOf(path)];
  if (value === undefined || path.length > 1) return HOLD_WITHOUT.has(operator);
  const [first = NOTHING, second = NOTHING] = operands;
  const order = (operand: AttributeValue): number => compareScalars(value, operand) ?? Number.NaN;
  switch (operator) {
    case 'eq':
      return order(first) === 0;
    case 'ne':
      return order(first) !== 0;
    case 'lt':
      return order(first) < 0;
    case 'lte':
      return order(first) <= 0;
    case 'gt':
      return order(first) > 0;
    case 'gte':
      return order(first) >= 0;
    case 'between':
      return order(first) >= 0 && order(second) <= 0;
    case 'in':
      return operands.some((operand) => order(operand) === 0);
    case 'contains':
      return positionIn(value, first) !== -1;
    case 'not_contains':
      return positionIn(value, first) === -1;
    case 'begins_with':
      return positionIn(value, first) === 0;
    case 'exists':
      return true;
    case 'not_exists':
      return false;
  }
}

/** An offset in bytes, in strings by UTF-8; -1 when the value does not contain the part, or the types differ. */
function positionIn(value: AttributeValue, part: AttributeValue): number {
  if (value.S !== undefined && part.S !== undefined) return Buffer.from(value.S).indexOf(part.S);
  if (value.B !== undefined && part.B !== undefined) return Buffer.from(value.B).indexOf(part.B);
  return -1;
}
