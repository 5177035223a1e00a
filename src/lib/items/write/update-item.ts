import type { ConsumedCapacity, ReturnValue, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { callOperation } from '../../client/call-operation.ts';
import type { ServiceClient } from '../../client/client-sender.ts';
import { isAutodyneError } from '../../errors/autodyne-error.ts';
import { WAYS } from '../../errors/ways.ts';
import type { Condition } from '../conditions/condition.ts';
import { allOf, Placeholders } from '../conditions/expression.ts';
import { assertExpressionsFit } from '../conditions/expression-limits.ts';
import { filterOf } from '../expressions/condition-filter.ts';
import { literalTexts, type NewLiteral, newLiterals } from '../update/new-literals.ts';
import type { UpdateAction } from '../update/update-action.ts';
import { updateExpression } from '../update/update-expression.ts';
import { keptTypes, typeWouldChange } from '../update/update-types.ts';
import type { Item } from '../values/attribute-value.ts';
import { explainFailedCondition, itemInTheWay } from './failed-condition.ts';

export interface UpdateItemRequest {
  tableName: string;
  key: Item;
  actions: readonly UpdateAction[];
  /** The update is made only when all of these hold. */
  conditions?: readonly Condition[];
  /** Creates the item when there is none; without it an absent item is an error and nothing is created. */
  isUpsert?: boolean;
  /** Text replaces what is there whatever its type; else a change without a type is made only where it changes none. */
  isRetyping?: boolean;
  /** The image of the item to return; none unless given. */
  returned?: 'new' | 'old' | undefined;
  /** Requests the old image, to tell what changed; `returned: 'new'` goes before it. */
  isCompared?: boolean;
}

export interface UpdateItemResult {
  attributes: Item | undefined;
  /**
   * Strings that were made where there was nothing, and may have been meant as numbers; none where `new` is returned.
   */
  newLiterals: NewLiteral[];
  /** The item before; `undefined` when it was not requested, or there was none. */
  before: Item | undefined;
  consumedCapacity: ConsumedCapacity | undefined;
}

/**
 * The UpdateItem request for some changes; pure.
 * @throws AutodyneError `InvalidUsage` where an expression is longer than DynamoDB takes
 */
export function updateItemInput(request: UpdateItemRequest): UpdateItemCommandInput {
  const placeholders = new Placeholders();
  const mustExist = request.isUpsert
    ? []
    : Object.keys(request.key).map((name) => `attribute_exists(${placeholders.name(name)})`);
  const UpdateExpression = updateExpression(request.actions, placeholders);
  const asked = allOf(request.conditions ?? [], placeholders);
  const kept = request.isRetyping ? [] : keptTypes(request.actions, placeholders);
  const condition = [...mustExist, ...(asked === undefined ? [] : [asked]), ...kept].join(' AND ');
  const input: UpdateItemCommandInput = {
    TableName: request.tableName,
    Key: request.key,
    // Without changes it only asks whether the conditions hold, and for the item.
    ...(UpdateExpression === '' ? {} : { UpdateExpression }),
    ...(condition === ''
      ? {}
      : { ConditionExpression: condition, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
    ...placeholders.toInput(),
    ReturnValues: returnValues(request),
    ReturnConsumedCapacity: 'INDEXES',
  };
  const textHint = kept.length === 0 ? [] : [WAYS.sayTypes];
  assertExpressionsFit(input, [WAYS.splitUpdate, ...textHint]);
  return input;
}

/** The old values are requested where a note may be needed; that costs nothing. */
function returnValues({ actions, isRetyping, returned, isCompared }: UpdateItemRequest): ReturnValue {
  if (returned === 'new') return 'ALL_NEW';
  if (returned === 'old' || isCompared) return 'ALL_OLD';
  const noted = isRetyping ? [] : literalTexts(actions);
  if (noted.length === 0) return 'NONE';
  // UPDATED_OLD moves the elements of a list together, so that their positions are lost.
  const isInList = noted.some(({ path }) => path.some((step) => typeof step === 'number'));
  return isInList ? 'ALL_OLD' : 'UPDATED_OLD';
}

/**
 * Changes one item in place: one request, write units of the larger of its old and new size; refused by a condition,
 * of its old size.
 * @throws AutodyneError `ItemNotFound` when there is no such item and none is to be made, `ConditionFailed` when a
 *   condition does not hold, `TypeWouldChange` when text would replace a value of another type, or as the service fails
 */
export async function updateItem(
  client: ServiceClient,
  request: UpdateItemRequest,
): Promise<UpdateItemResult> {
  const { actions, returned } = request;
  const input = updateItemInput(request);
  const output = await callOperation(client, 'UpdateItem', input).catch((error: unknown) => {
    throw explainRefusedUpdate(error, request);
  });
  const isOld = !request.isRetyping && returned !== 'new';
  return {
    attributes: returned === undefined ? undefined : output.Attributes,
    newLiterals: isOld ? newLiterals(actions, output.Attributes ?? {}) : [],
    before: input.ReturnValues === 'ALL_OLD' ? output.Attributes : undefined,
    consumedCapacity: output.ConsumedCapacity,
  };
}

/** Decides which of the conditions failed, by the image of the item that the service sends with its refusal. */
function explainRefusedUpdate(error: unknown, request: UpdateItemRequest): unknown {
  if (!isAutodyneError(error, 'ConditionFailed') || request.isRetyping) {
    return explainFailedCondition(error, request);
  }
  const found = itemInTheWay(error);
  const isAsked = found !== undefined && filterOf(request.conditions ?? [])(found);
  const refusal = isAsked ? typeWouldChange(found, request, error) : undefined;
  return refusal ?? explainFailedCondition(error, request);
}
