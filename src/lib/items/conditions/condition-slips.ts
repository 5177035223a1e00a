import { argWithJson } from '../json/arg-with-json.ts';
import { toPlainJsonValueText } from '../json/plain-json-text.ts';
import { formatAttributePath } from '../keys/attribute-path.ts';
import { describeType } from '../keys/check-key.ts';
import type { AttributeValue, Item } from '../values/attribute-value.ts';
import {
  type AttributeCondition,
  type Condition,
  HOLD_WITHOUT,
  leavesOf,
  NOT_FOR_NUMBERS,
} from './condition.ts';
import { textOfCondition } from './condition-text.ts';
import { readsAsLiteral } from './literal-text.ts';
import { attributeType, valuesAt } from './path-slip.ts';

/**
 * Why conditions may have found nothing, by a few items that were read without them: names that none has, and that one
 * which was probably meant; members of lists; values of a type that the attribute never has. A line each.
 */
export function conditionSlips(conditions: readonly Condition[], items: readonly Item[]): string[] {
  const slips = conditions
    .flatMap(leavesOf)
    // Those hold for an item without the attribute as well.
    .filter(({ operator }) => !HOLD_WITHOUT.has(operator))
    .flatMap((condition) => {
      const { slip, values } = valuesAt(condition.path, items, 'item that was read');
      return slip ?? typeSlip(condition, values) ?? [];
    });
  return [...new Set(slips)];
}

const SETS: Readonly<Record<string, string>> = { SS: 'S', NS: 'N', BS: 'B' };

/** The attribute has the compared type in no item. */
function typeSlip(condition: AttributeCondition, values: readonly AttributeValue[]): string | undefined {
  const { operands, operator, path } = condition;
  const [operand] = operands;
  const [value] = values;
  if (operand === undefined || value === undefined) return undefined;
  const compared = new Set(operands.map(attributeType));
  if (values.some((found) => isComparable(attributeType(found), compared, operator))) return undefined;
  const name = formatAttributePath(path);
  const found = attributeType(value);
  const what = `${name} is ${describeType(found)}, but "${textOfCondition(condition)}" compares with ${describeType(attributeType(operand))}`;
  const way = operands.length === 1 ? wayToWrite(condition, operand, found) : undefined;
  return way === undefined ? what : `${what}; did you mean ${way}?`;
}

function isComparable(type: string, compared: ReadonlySet<string>, operator: string): boolean {
  if (operator !== 'contains') return compared.has(type);
  return type === 'L' || compared.has(SETS[type] ?? type);
}

/** The condition as it would be written for the type that the attribute has; `undefined` where that is not known. */
function wayToWrite(
  { operator, path }: AttributeCondition,
  operand: AttributeValue,
  type: string,
): string | undefined {
  const name = formatAttributePath(path);
  const text = operand.S ?? operand.N;
  if (text === undefined) return undefined;
  const isElement = operator === 'eq' && (type === 'L' || SETS[type] === attributeType(operand));
  if (isElement) return argWithJson(`${name}.contains`, toPlainJsonValueText(operand));
  const left = operator === 'eq' ? name : `${name}.${operator}`;
  const isLiteral = readsAsLiteral(text);
  const isForNumbers = !NOT_FOR_NUMBERS.has(operator);
  if (type === 'N' && isForNumbers && isLiteral && !Number.isNaN(Number(text)))
    return argWithJson(left, text);
  if (type === 'BOOL' && (text === 'true' || text === 'false')) return argWithJson(left, text);
  return type === 'S' ? argWithJson(left, JSON.stringify(text)) : undefined;
}
