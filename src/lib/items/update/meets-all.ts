import type { Condition } from '../conditions/condition.ts';
import { allOf, Placeholders } from '../conditions/expression.ts';
import { meets } from '../expressions/judge-condition.ts';
import { parseExpression } from '../expressions/parse-expression.ts';
import type { Item } from '../values/attribute-value.ts';

/** Whether an item meets all of some conditions, as DynamoDB would judge it. */
export function meetsAll(item: Item, conditions: readonly Condition[]): boolean {
  const placeholders = new Placeholders();
  const text = allOf(conditions, placeholders);
  if (text === undefined) return true;
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } =
    placeholders.toInput();
  return meets(item, parseExpression(text, 'ConditionExpression', { names, values, used: new Set() }));
}
