import type { Condition } from '../conditions/condition.ts';
import { allOf, Placeholders } from '../conditions/expression.ts';
import { evaluateCondition } from '../expressions/evaluate-condition.ts';
import { parseExpression } from '../expressions/parse-expression.ts';
import type { Item } from '../values/attribute-value.ts';

/** Evaluates the conditions as DynamoDB would; an empty list holds. */
export function holdAll(item: Item, conditions: readonly Condition[]): boolean {
  const placeholders = new Placeholders();
  const text = allOf(conditions, placeholders);
  if (text === undefined) return true;
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } =
    placeholders.toInput();
  return evaluateCondition(
    item,
    parseExpression(text, 'ConditionExpression', { names, values, used: new Set() }),
  );
}
