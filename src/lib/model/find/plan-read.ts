import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { closest } from '../../errors/closest.ts';
import type { Condition } from '../../items/conditions/condition.ts';
import type { AttributePath } from '../../items/keys/attribute-path.ts';
import { type IndexSchema, keyAttributesOf } from '../../items/keys/key-schema.ts';
import { missingAttributes, projectionText } from '../../items/planner/index-fitness.ts';
import { planQuery } from '../../items/planner/plan-query.ts';
import type { ReadPlan, ReadRequest } from '../../items/planner/read-request.ts';
import type { Item } from '../../items/values/attribute-value.ts';
import { conditionString } from '../conditions/condition-string.ts';
import { whereConditions } from '../conditions/where-conditions.ts';
import type { Model } from '../definition/model.ts';
import { InvalidQuery } from '../errors/model-errors.ts';
import { ownItemConditions } from '../tables/model-guard.ts';
import { attributesOfEach } from './attributes-of-each.ts';
import type { ChainQuery } from './chain-query.ts';
import { startKeyOf } from './start-of-chain.ts';

/** The purpose for which a chain is read. */
export interface ReadUse {
  readonly isCount?: boolean;
  /** Whole items unless given. */
  readonly attributes?: readonly AttributePath[];
  /** The table's key alone, instead of attributes. */
  readonly isKeyOnly?: boolean;
  /** Against the chain's own direction. */
  readonly isReversed?: boolean;
  /** The key to go on after, instead of the chain's own start. */
  readonly startKey?: Item | undefined;
}

/** The request, and the work that remains after it. */
export type ChainPlan = ReadPlan & {
  /** Where an index has only a part of the items: what is evaluated on the whole ones, which are got by their keys. */
  readonly evaluatedWhole?: readonly Condition[];
};

/**
 * The request that a chain is read by.
 * @throws InvalidQuery, AutodyneError `UnknownAttribute`, `MissingIndex`, `InvalidValue`, PrecisionError
 */
export function planRead(model: Model, query: ChainQuery, use: ReadUse = {}): ChainPlan {
  const { indexName, isConsistent } = query;
  if (indexName !== undefined) checkIndexName(model, indexName);
  const request: ReadRequest = {
    conditions: conditionsOf(model, query),
    indexName,
    isConsistent,
    isCount: use.isCount,
    attributes: use.isKeyOnly
      ? keyAttributesOf(model.table.schema.key).map(({ name }) => [name])
      : use.attributes,
    everyItemHas: attributesOfEach(model),
  };
  const partial = partialIndex(model, request);
  return asInvalidQuery(model, () => {
    if (partial !== undefined) return planOfPart(model, query, use, request, partial);
    return planned(model, query, use, request);
  });
}

function planned(model: Model, query: ChainQuery, use: ReadUse, request: ReadRequest): ReadPlan {
  const { isForward = true, start } = query;
  const plan = planQuery(model.table.schema, request);
  const exclusiveStartKey =
    use.startKey ??
    (start === undefined || start === null ? undefined : startKeyOf(model, start, plan.startKeyAttributes));
  // A Scan has no order.
  const isReverse = plan.operation !== 'Scan' && isForward === (use.isReversed ?? false);
  if (!isReverse && exclusiveStartKey === undefined) return plan;
  return planQuery(model.table.schema, { ...request, isReverse, exclusiveStartKey });
}

/** The global index that is named, if it lacks something that is asked for. (DynamoDB itself fetches it for a local one.) */
function partialIndex({ table: { schema } }: Model, request: ReadRequest): IndexSchema | undefined {
  const index = schema.indexes.find(({ name }) => name === request.indexName);
  if (index === undefined || index.kind === 'local' || index.projection === 'ALL') return undefined;
  const isWhole = request.attributes === undefined && !request.isCount;
  return isWhole || missingAttributes(index, schema, request).length > 0 ? index : undefined;
}

function planOfPart(
  model: Model,
  query: ChainQuery,
  use: ReadUse,
  request: ReadRequest,
  index: IndexSchema,
): ChainPlan {
  const { schema } = model.table;
  const isTold = (condition: Condition): boolean =>
    missingAttributes(index, schema, { conditions: [condition] }).length === 0;
  const keys = [...index.partitionKeys, ...index.sortKeys, ...keyAttributesOf(schema.key)];
  const plan = planned(model, query, use, {
    ...request,
    conditions: request.conditions.filter(isTold),
    attributes: [...new Set(keys.map(({ name }) => name))].map((name) => [name]),
    isCount: false,
  });
  const why = [...plan.why, `whole items are got by BatchGetItem: the index has ${projectionText(index)}`];
  return { ...plan, why, isFiltered: true, evaluatedWhole: request.conditions };
}

/** All that a chain asks of items, what makes them the model's included. */
export function conditionsOf(model: Model, { conditions, expressions }: ChainQuery): Condition[] {
  return [
    ...ownItemConditions(model),
    ...conditions.flatMap((given) => whereConditions(model, given)),
    ...expressions.map(({ text, values }) => conditionString(model, text, values)),
  ];
}

/** A refusal of the planner's becomes an app's error. @throws InvalidQuery */
export function asInvalidQuery<T>(model: Model, plan: () => T): T {
  try {
    return plan();
  } catch (error) {
    if (!isAutodyneError(error, 'InvalidUsage')) throw error;
    const { message, suggestions, details } = error;
    throw new InvalidQuery(`${model.name}: ${message}`, {
      cause: error,
      suggestions,
      details: { model: model.name, ...(details.why === undefined ? {} : { why: details.why }) },
    });
  }
}

function checkIndexName(model: Model, name: string): void {
  const names = model.indexes.map(({ schema }) => schema.name).sort();
  if (names.includes(name)) return;
  const near = closest(name, names);
  const all = names.length === 0 ? `${model.name} declares no index` : `its indexes: ${names.join(', ')}`;
  throw new AutodyneError('MissingIndex', `${model.name} declares no index "${name}"`, {
    suggestions: near === undefined ? [all] : [`did you mean ${near}?`, all],
    details: { model: model.name },
  });
}
