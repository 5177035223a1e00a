import { AutodyneError } from '../../errors/autodyne-error.ts';
import { WAYS } from '../../errors/ways.ts';
import { type Condition, isAttributeCondition, pathsOf } from '../conditions/condition.ts';
import { textOfCondition } from '../conditions/condition-text.ts';
import type { DividedConditions } from '../conditions/divide-conditions.ts';
import { allOf, Placeholders, projectionExpression } from '../conditions/expression.ts';
import { assertExpressionsFit } from '../conditions/expression-limits.ts';
import {
  type IndexSchema,
  type KeyAttribute,
  keyAttributesOf,
  type TableSchema,
} from '../keys/key-schema.ts';
import type { Item } from '../values/attribute-value.ts';
import { attributesToGet } from './attributes-to-get.ts';
import { chooseTarget, isWholeKey, keysOf, type Target, targetName } from './choose-target.ts';
import { checkIndexFits, findIndex, isFetched } from './index-fitness.ts';
import { keyParts, listsOf, partsFrom } from './key-parts.ts';
import { keysPlan } from './keys-plan.ts';
import type { ReadPlan, ReadRequest } from './read-request.ts';
import { checkStartKey } from './start-key.ts';

/**
 * The cheapest requests that serve the read: Query of the table or an index when the conditions give a partition key,
 * with the sort key condition in the key condition and the rest in the filter; of several values of a key one each, or
 * BatchGetItem where they are whole keys of the table; otherwise Scan. Pure; sends nothing.
 * @throws AutodyneError `IndexNotFound`, `InvalidUsage`, `RefusedByService` (an index that cannot be read yet).
 */
export function planQuery(schema: TableSchema, request: ReadRequest): ReadPlan {
  const target = chooseTarget(schema, request);
  if (target.divided !== undefined) return queryPlan(schema, request, target, target.divided);
  if (request.isReverse) {
    throw new AutodyneError('InvalidUsage', 'a Scan has no order, so it cannot be reversed', {
      details: { why: target.why },
      suggestions: target.why,
    });
  }
  return scanPlan(whereToStart(schema, target.index), request, target.index, target.why);
}

/** The request that reads the whole table, or a whole index, and filters. */
export function planScan(schema: TableSchema, request: ReadRequest): ReadPlan {
  const index = request.indexName === undefined ? undefined : findIndex(schema, request.indexName);
  if (index !== undefined) checkIndexFits(index, schema, request);
  return scanPlan(whereToStart(schema, index), request, index, [`Scanning ${targetName(schema, index)}`]);
}

/**
 * For items of which no key is known, as in a dump that does not describe its table: all are read, and the conditions
 * are evaluated on each.
 * @param name what is read, for people
 * @throws AutodyneError `InvalidUsage` for options that need a key or an index
 */
export function planWithoutKey(name: string, request: ReadRequest): ReadPlan {
  const reason = `Scanning ${name}, which does not contain the key of its table`;
  if (request.indexName !== undefined) {
    throw new AutodyneError('IndexNotFound', `${name} does not contain the indexes of its table`, {
      suggestions: [WAYS.omitIndex],
    });
  }
  if (
    request.isReverse ||
    request.own?.keyCondition !== undefined ||
    request.exclusiveStartKey !== undefined
  ) {
    throw new AutodyneError(
      'InvalidUsage',
      `${name} does not contain the key of its table, so it has no order and no key condition`,
      { suggestions: [WAYS.withoutOrder] },
    );
  }
  return scanPlan({ tableName: name, startKeyAttributes: [] }, request, undefined, [reason]);
}

function queryPlan(
  schema: TableSchema,
  request: ReadRequest,
  target: Target,
  divided: DividedConditions,
): ReadPlan {
  const { partition, sort, filter, local } = divided;
  const parts = keyParts(divided, request.isReverse === true);
  const lists = listsOf(divided);
  if (parts.length > 1 && isWholeKey(schema, target.index, divided)) {
    const others = [...filter, ...local];
    return keysPlan(schema, request, { parts, lists, others, why: target.why });
  }
  const keyConditions = [...partition, ...sort];
  const why = [...target.why];
  if (keyConditions.length > 0) why.push(`key condition: ${argsOf(keyConditions)}`);
  if (filter.length > 0) why.push(filterReason(filter, request));
  if (local.length > 0) {
    why.push(`${localReason(request)}: ${argsOf(local)}`);
  }
  const start = whereToStart(schema, target.index);
  const { exclusiveStartKey } = request;
  if (exclusiveStartKey !== undefined) checkStartKey(exclusiveStartKey, start.startKeyAttributes);
  const order = request.isReverse ? { ScanIndexForward: false } : {};
  const [first, ...others] = partsFrom(parts, exclusiveStartKey, lists).map((part) => {
    const placeholders = new Placeholders(request.own);
    const keyCondition = allOf(part, placeholders, request.own?.keyCondition);
    const { base, input } = sharedParts(start, request, {
      index: target.index,
      keyCondition,
      filter,
      local,
      placeholders,
    });
    return { base, input: { ...input, ...order } };
  });
  if (first === undefined) throw new TypeError('a Query has at least one part');
  return {
    operation: 'Query',
    ...first.base,
    why,
    notes: target.notes ?? [],
    input: { ...first.input, ...startKeyOf(request) },
    others: others.map(({ input }) => input),
  };
}

function startKeyOf({ exclusiveStartKey }: ReadRequest): { ExclusiveStartKey?: Item } {
  return exclusiveStartKey === undefined ? {} : { ExclusiveStartKey: exclusiveStartKey };
}

function scanPlan(
  target: PlanTarget,
  request: ReadRequest,
  index: IndexSchema | undefined,
  reasons: readonly string[],
): ReadPlan {
  const placeholders = new Placeholders(request.own);
  const { conditions } = request;
  const why = [...reasons];
  if (conditions.length > 0) why.push(filterReason(conditions, request));
  const { base, input } = sharedParts(target, request, {
    index,
    filter: conditions,
    local: [],
    placeholders,
  });
  const { exclusiveStartKey } = request;
  if (exclusiveStartKey !== undefined) checkStartKey(exclusiveStartKey, target.startKeyAttributes);
  return { operation: 'Scan', ...base, why, notes: [], input: { ...input, ...startKeyOf(request) } };
}

function filterReason(conditions: readonly Condition[], { isOffline }: ReadRequest): string {
  return `filter${isOffline ? '' : ', applied by DynamoDB after reading'}: ${argsOf(conditions)}`;
}

function localReason({ isOffline }: ReadRequest): string {
  return isOffline
    ? 'filter'
    : 'applied by autodyne, because DynamoDB does not allow key attributes in a filter';
}

function argsOf(conditions: readonly Condition[]): string {
  return conditions.map(textOfCondition).join(', ');
}

/** The table or index to read, and the attributes that a start key has there. */
interface PlanTarget {
  tableName: string;
  startKeyAttributes: readonly KeyAttribute[];
}

function whereToStart(schema: TableSchema, index: IndexSchema | undefined): PlanTarget {
  return { tableName: schema.tableName, startKeyAttributes: startKeyAttributesOf(schema, index) };
}

interface Parts {
  index: IndexSchema | undefined;
  keyCondition?: string | undefined;
  filter: readonly Condition[];
  local: readonly Condition[];
  placeholders: Placeholders;
}

function sharedParts({ tableName, startKeyAttributes }: PlanTarget, request: ReadRequest, parts: Parts) {
  const { index, keyCondition, local, placeholders } = parts;
  const FilterExpression = allOf(parts.filter, placeholders, request.own?.filter);
  const isFiltered = FilterExpression !== undefined || local.length > 0;
  const isLocalCount = request.isCount === true && local.length > 0;
  // What stands beside a key attribute in "any of" is evaluated with it.
  const others = local.filter((condition) => !isAttributeCondition(condition)).flatMap(pathsOf);
  const asked = isLocalCount ? [] : request.attributes;
  const { attributes, hidden, shown } = attributesToGet(asked, startKeyAttributes, others);
  const isCountOnly = request.isCount === true && local.length === 0;
  const projection =
    isCountOnly || attributes === undefined ? undefined : projectionExpression(attributes, placeholders);
  const expressions = {
    ...(keyCondition === undefined ? {} : { KeyConditionExpression: keyCondition }),
    ...(FilterExpression === undefined ? {} : { FilterExpression }),
    ...(projection === undefined ? {} : { ProjectionExpression: projection }),
    ...placeholders.toInput(),
  };
  assertExpressionsFit(expressions);
  return {
    base: { index, local, isFiltered, hiddenAttributes: hidden, shown, startKeyAttributes },
    input: {
      TableName: tableName,
      ...(index === undefined ? {} : { IndexName: index.name }),
      ...expressions,
      ...(isCountOnly ? { Select: 'COUNT' as const } : {}),
      ...(isFetched(index, request) ? { Select: 'ALL_ATTRIBUTES' as const } : {}),
      ...(request.isConsistent ? { ConsistentRead: true } : {}),
      ReturnConsumedCapacity: 'INDEXES' as const,
    },
  };
}

/** The table's key and the index's, each attribute once: what a last evaluated key consists of. */
function startKeyAttributesOf(schema: TableSchema, index: IndexSchema | undefined): KeyAttribute[] {
  const { partitionKeys, sortKeys } = keysOf(schema, index);
  const all = [...partitionKeys, ...sortKeys, ...keyAttributesOf(schema.key)];
  return all.filter(({ name }, position) => all.findIndex((other) => other.name === name) === position);
}
