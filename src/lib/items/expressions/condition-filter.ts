import { type Condition, isAttributeCondition } from '../conditions/condition.ts';
import { allOf, Placeholders } from '../conditions/expression.ts';
import { matchesKeyCondition } from '../conditions/match-condition.ts';
import type { OwnUpdate } from '../conditions/own-expressions.ts';
import type { Item } from '../values/attribute-value.ts';
import { evaluateCondition } from './evaluate-condition.ts';
import { parseExpression } from './parse-expression.ts';

type ItemFilter = (item: Item) => boolean;

/**
 * The function that tells whether an item meets all of some conditions, and an own one, as DynamoDB would evaluate them.
 */
export function filterOf(conditions: readonly Condition[], own: OwnUpdate = {}): ItemFilter {
  const placeholders = new Placeholders({ names: own.names, values: own.values });
  const text = allOf(conditions, placeholders, own.condition);
  if (text === undefined) return () => true;
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } =
    placeholders.toInput();
  const tree = parseExpression(text, 'ConditionExpression', { names, values, used: new Set() });
  return (item) => evaluateCondition(item, tree);
}

/**
 * The same for conditions on the key attributes of a read, of any type, and any of several of which one is: those that
 * DynamoDB takes in no filter.
 */
export function localFilter(conditions: readonly Condition[]): ItemFilter {
  const single = conditions.filter(isAttributeCondition);
  const isFoundByOthers = filterOf(conditions.filter((condition) => !isAttributeCondition(condition)));
  return (item) => single.every((one) => matchesKeyCondition(item, one)) && isFoundByOthers(item);
}
