import { localFilter } from '../items/expressions/condition-filter.ts';
import { evaluateCondition } from '../items/expressions/evaluate-condition.ts';
import { checkKeyCondition } from '../items/expressions/key-condition-rules.ts';
import { parseExpression } from '../items/expressions/parse-expression.ts';
import { checkAllUsed, type ExpressionPlaceholders } from '../items/expressions/placeholders.ts';
import { projector } from '../items/expressions/project-item.ts';
import { checkFilterNames } from '../items/expressions/schema-rules.ts';
import { canBeKey } from '../items/keys/check-key.ts';
import {
  type IndexSchema,
  type KeyAttribute,
  keyAttributesOf,
  type TableSchema,
} from '../items/keys/key-schema.ts';
import { keysOf } from '../items/planner/choose-target.ts';
import type { ReadPlan, ReadRequest } from '../items/planner/read-request.ts';
import { getAttribute, type Item } from '../items/values/attribute-value.ts';

/** A read that was planned for a table, as functions that evaluate it on the items of a dump. */
export interface PreparedRead {
  plan: ReadPlan;
  isReverse: boolean;
  isCount: boolean;
  startKey: Item | undefined;
  /** The item as the table or index that is read has it; `undefined` when the item is not in the index. */
  view(item: Item): Item | undefined;
  /** True for an item that the Query's key condition selects. */
  isRead(item: Item): boolean;
  /** True for an item that the filter selects. */
  isFound(item: Item): boolean;
  /** The item as it is returned: with the attributes asked for. */
  project(item: Item): Item;
}

/**
 * Prepares the functions of a planned read.
 * @throws AutodyneError `InvalidUsage` for an expression or projection that DynamoDB would refuse
 */
export function prepareRead(
  plan: ReadPlan,
  request: ReadRequest,
  schema: TableSchema | undefined,
): PreparedRead {
  const { keyCondition, filter } = conditionsOf(plan, request);
  const isLocallyFound = localFilter(plan.local);
  if (keyCondition !== undefined && schema !== undefined) {
    const keys = keysOf(schema, plan.index);
    checkKeyCondition(keyCondition, keys);
    if (filter !== undefined) checkFilterNames(filter, [...keys.partitionKeys, ...keys.sortKeys]);
  }
  return {
    plan,
    isReverse: request.isReverse ?? false,
    isCount: request.isCount ?? false,
    startKey: request.exclusiveStartKey,
    view: plan.index === undefined || schema === undefined ? (item) => item : indexView(plan.index, schema),
    isRead: (item) => keyCondition === undefined || evaluateCondition(item, keyCondition),
    isFound: (item) => isLocallyFound(item) && (filter === undefined || evaluateCondition(item, filter)),
    project: request.attributes === undefined ? (item) => item : projector(request.attributes),
  };
}

function conditionsOf({ input }: ReadPlan, { own }: ReadRequest) {
  const placeholders: ExpressionPlaceholders = {
    names: input.ExpressionAttributeNames ?? {},
    values: input.ExpressionAttributeValues ?? {},
    used: new Set(),
  };
  const keyText = 'KeyConditionExpression' in input ? input.KeyConditionExpression : undefined;
  const { FilterExpression: filterText } = input;
  const keyCondition =
    keyText === undefined ? undefined : parseExpression(keyText, 'KeyConditionExpression', placeholders);
  const filter =
    filterText === undefined ? undefined : parseExpression(filterText, 'FilterExpression', placeholders);
  checkAllUsed('ExpressionAttributeNames', own?.names, placeholders.used);
  checkAllUsed('ExpressionAttributeValues', own?.values, placeholders.used);
  return { keyCondition, filter };
}

/**
 * An index has the items that have all attributes of its key, with values that it takes, and of them what it projects.
 */
function indexView(index: IndexSchema, schema: TableSchema): PreparedRead['view'] {
  const keys = [...index.partitionKeys, ...index.sortKeys];
  const isIn = (item: Item): boolean =>
    hasKeys(item, index.partitionKeys, 'partition') && hasKeys(item, index.sortKeys, 'sort');
  if (index.projection === 'ALL') return (item) => (isIn(item) ? item : undefined);
  const names = new Set([...keyAttributesOf(schema.key), ...keys].map(({ name }) => name));
  if (index.projection === 'INCLUDE') for (const name of index.nonKeyAttributes) names.add(name);
  const project = projector([...names].map((name) => [name]));
  return (item) => (isIn(item) ? project(item) : undefined);
}

function hasKeys(item: Item, keys: readonly KeyAttribute[], kind: 'partition' | 'sort'): boolean {
  return keys.every((key) => {
    const value = getAttribute(item, key.name);
    return value !== undefined && canBeKey(value, key, kind);
  });
}
