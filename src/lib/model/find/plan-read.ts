import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { closest } from '../../errors/closest.ts';
import type { Condition } from '../../items/conditions/condition.ts';
import type { AttributePath } from '../../items/keys/attribute-path.ts';
import { keyAttributesOf } from '../../items/keys/key-schema.ts';
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

/** What a chain is read for. */
export interface ReadUse {
  readonly isCount?: boolean;
  /** Whole items unless given. */
  readonly attributes?: readonly AttributePath[];
  /** The table's key alone, in place of attributes. */
  readonly isKeyOnly?: boolean;
  /** Against the chain's own direction. */
  readonly isReversed?: boolean;
  /** Where to go on, in place of the chain's own start. */
  readonly startKey?: Item | undefined;
}

/**
 * The request that answers a chain.
 * @throws InvalidQuery, AutodyneError `UnknownAttribute`, `MissingIndex`, `InvalidValue`, PrecisionError
 */
export function planRead(model: Model, query: ChainQuery, use: ReadUse = {}): ReadPlan {
  const { indexName, isConsistent, isForward = true, start } = query;
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
  return asInvalidQuery(model, () => {
    const plan = planQuery(model.table.schema, request);
    const exclusiveStartKey =
      use.startKey ??
      (start === undefined || start === null ? undefined : startKeyOf(model, start, plan.startKeyAttributes));
    // A Scan has no order.
    const isReverse = plan.operation === 'Query' && isForward === (use.isReversed ?? false);
    if (!isReverse && exclusiveStartKey === undefined) return plan;
    return planQuery(model.table.schema, { ...request, isReverse, exclusiveStartKey });
  });
}

/** All that a chain asks of items, what makes them the model's included. */
export function conditionsOf(model: Model, { conditions, expressions }: ChainQuery): Condition[] {
  return [
    ...ownItemConditions(model),
    ...conditions.flatMap((given) => whereConditions(model, given)),
    ...expressions.map(({ text, values }) => conditionString(model, text, values)),
  ];
}

/** What the planner refuses, as an app's error. */
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
