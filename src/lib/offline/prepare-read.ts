import { localFilter } from '../items/expressions/condition-filter.ts';
import { evaluateCondition } from '../items/expressions/evaluate-condition.ts';
import { checkKeyCondition } from '../items/expressions/key-condition-rules.ts';
import { parseExpression } from '../items/expressions/parse-expression.ts';
import { checkAllUsed, type ExpressionPlaceholders } from '../items/expressions/placeholders.ts';
import { projector } from '../items/expressions/project-item.ts';
import { checkFilterNames } from '../items/expressions/schema-rules.ts';
import { canBeKey } from '../items/keys/check-key.ts';
import { keyIdentity } from '../items/keys/key-of.ts';
import {
  type IndexSchema,
  type KeyAttribute,
  keyAttributesOf,
  type TableSchema,
} from '../items/keys/key-schema.ts';
import { keysOf } from '../items/planner/choose-target.ts';
import type { KeysPlan, PagedPlan, ReadPlan, ReadRequest } from '../items/planner/read-request.ts';
import { getAttribute, type Item } from '../items/values/attribute-value.ts';

/** A read that was planned for a table, as functions that evaluate it on the items of a dump. */
export interface PreparedRead {
  plan: ReadPlan;
  isReverse: boolean;
  isCount: boolean;
  startKey: Item | undefined;
  /** The item as the table or index that is read has it; `undefined` when the item is not in the index. */
  view(item: Item): Item | undefined;
  /**
   * The number of the request that selects the item, in the order of the results: of a read by several values of a key
   * the value's, else 0; -1 for an item that none selects.
   */
  requestOf(item: Item): number;
  requestCount: number;
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
  const shared = {
    plan,
    isReverse: request.isReverse ?? false,
    isCount: request.isCount ?? false,
    view:
      plan.index === undefined || schema === undefined ? (item: Item) => item : indexView(plan.index, schema),
    project: request.attributes === undefined ? (item: Item) => item : projector(request.attributes),
  };
  if (plan.operation === 'BatchGetItem') return { ...shared, ...selectionOfKeys(plan) };
  const { keyCondition, filter } = conditionsOf(plan.input, request);
  const others = plan.operation === 'Query' ? plan.others : [];
  const keyConditions = [keyCondition, ...others.map((input) => conditionsOf(input, request).keyCondition)];
  const isLocallyFound = localFilter(plan.local);
  if (keyCondition !== undefined && schema !== undefined) {
    const keys = keysOf(schema, plan.index);
    checkKeyCondition(keyCondition, keys);
    if (filter !== undefined) checkFilterNames(filter, [...keys.partitionKeys, ...keys.sortKeys]);
  }
  return {
    ...shared,
    startKey: request.exclusiveStartKey,
    requestCount: keyConditions.length,
    requestOf: (item) => keyConditions.findIndex((one) => one === undefined || evaluateCondition(item, one)),
    isFound: (item) => isLocallyFound(item) && (filter === undefined || evaluateCondition(item, filter)),
  };
}

/** A start key has been taken out of the keys, with those before it. */
function selectionOfKeys({ input: { Keys }, isFound, startKeyAttributes }: KeysPlan) {
  const names = startKeyAttributes.map(({ name }) => name);
  const positions = new Map(Keys.map((key, position) => [keyIdentity(key, names), position]));
  const requestOf = (item: Item): number => positions.get(keyIdentity(item, names)) ?? -1;
  return { startKey: undefined, requestCount: Keys.length, requestOf, isFound };
}

function conditionsOf(input: PagedPlan['input'], { own }: ReadRequest) {
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
