import type { AttributeValue, Item } from './attribute-value.ts';
import { compareScalars } from './compare-scalars.ts';
import { attributeOf, type Condition } from './condition.ts';

const NOTHING: AttributeValue = { NULL: true };

/**
 * Whether an item meets a condition on one of its key attributes: what DynamoDB would say, if it took key attributes
 * in a filter. Only for key attributes, which are strings, numbers or binary and always there.
 */
export function matchesKeyCondition(item: Item, condition: Condition): boolean {
  const { operator, operands, path } = condition;
  const value = item[attributeOf(path)];
  if (value === undefined) return operator === 'not_exists';
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
      return bytesOf(value).includes(bytesOf(first));
    case 'not_contains':
      return !bytesOf(value).includes(bytesOf(first));
    case 'begins_with':
      return bytesOf(value).indexOf(bytesOf(first)) === 0;
    case 'exists':
      return true;
    case 'not_exists':
      return false;
  }
}

/** Text by its UTF-8 bytes and binary alike; operands are typed as the key is. */
function bytesOf(value: AttributeValue): Buffer {
  return value.B === undefined ? Buffer.from(value.S ?? '') : Buffer.from(value.B);
}
