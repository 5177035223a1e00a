import type { ConsumedCapacity, ReturnValue, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { callOperation } from '../../client/call-operation.ts';
import type { ServiceClient } from '../../client/client-sender.ts';
import { WAYS } from '../../errors/ways.ts';
import type { Condition } from '../conditions/condition.ts';
import { allOf, joinOwn, Placeholders } from '../conditions/expression.ts';
import { assertExpressionsFit } from '../conditions/expression-limits.ts';
import type { OwnUpdate } from '../conditions/own-expressions.ts';
import type { AttributePath } from '../keys/attribute-path.ts';
import { sourcesExist } from '../update/copy-sources.ts';
import { literalTexts, type NewLiteral, newLiterals } from '../update/new-literals.ts';
import { parentConditions, type WithParentMaps, withParentMaps } from '../update/parent-maps.ts';
import type { UpdateAction } from '../update/update-action.ts';
import { updateExpression } from '../update/update-expression.ts';
import { keptTypes } from '../update/update-types.ts';
import type { Item } from '../values/attribute-value.ts';
import { explainRefusedUpdate, itemWithoutParents } from './refused-update.ts';

export interface UpdateItemRequest {
  tableName: string;
  key: Item;
  actions: readonly UpdateAction[];
  /** The update is made only when all of these hold. */
  conditions?: readonly Condition[];
  /** Beside the conditions, and with `own.update` in place of the actions. */
  own?: OwnUpdate | undefined;
  /** Creates the item when there is none; without it an absent item is an error and nothing is created. */
  isUpsert?: boolean;
  /** Text replaces what is there whatever its type; else a change without a type is made only where it changes none. */
  isRetyping?: boolean;
  /** Makes the maps that changes go into and that are absent, in the same request, which is the second one then. */
  isMakingParents?: boolean;
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
  /** The parents that were made, the outer ones first. */
  madeParents: AttributePath[];
  consumedCapacity: ConsumedCapacity | undefined;
}

/** Requests to make parents, each refused since others changed the item after the one before. */
const MOST_ATTEMPTS = 5;

/**
 * The UpdateItem request for some changes; pure.
 * @throws AutodyneError `InvalidUsage` where an expression is longer than DynamoDB takes
 */
export function updateItemInput(request: UpdateItemRequest): UpdateItemCommandInput {
  const { key, actions, own } = request;
  const placeholders = new Placeholders({ names: own?.names, values: own?.values });
  const mustExist = request.isUpsert
    ? []
    : Object.keys(key).map((name) => `attribute_exists(${placeholders.name(name)})`);
  const UpdateExpression = own?.update ?? updateExpression(actions, placeholders);
  const asked = allOf(request.conditions ?? [], placeholders);
  const kept = request.isRetyping ? [] : keptTypes(actions, placeholders);
  const parents = request.isMakingParents ? parentConditions(actions) : [];
  const inTheWay = allOf(parents, placeholders);
  const conditions = [
    ...mustExist,
    ...(asked === undefined ? [] : [asked]),
    ...kept,
    ...sourcesExist(actions, placeholders),
    ...(inTheWay === undefined ? [] : [inTheWay]),
  ];
  const condition = joinOwn(conditions, own?.condition);
  const input: UpdateItemCommandInput = {
    TableName: request.tableName,
    Key: key,
    // Without changes it only asks whether the conditions hold, and for the item.
    ...(UpdateExpression === '' ? {} : { UpdateExpression }),
    ...(condition === undefined
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
function returnValues(request: UpdateItemRequest): ReturnValue {
  const { actions, isRetyping, returned, isCompared, isMakingParents } = request;
  if (returned === 'new') return 'ALL_NEW';
  if (returned === 'old' || isCompared || isMakingParents) return 'ALL_OLD';
  const noted = isRetyping ? [] : literalTexts(actions);
  if (noted.length === 0) return 'NONE';
  // UPDATED_OLD moves the elements of a list together, so that their positions are lost.
  const isInList = noted.some(({ path }) => path.some((step) => typeof step === 'number'));
  return isInList ? 'ALL_OLD' : 'UPDATED_OLD';
}

/**
 * Changes one item in place: one request, write units of the larger of its old and new size; refused by a condition,
 * of its old size. With `isMakingParents` a second one where a parent is absent.
 * @throws AutodyneError `ItemNotFound` when there is no such item and none is to be made, `ConditionFailed` when a
 *   condition does not hold, `TypeWouldChange` when text would replace a value of another type, `InvalidInput` when there
 *   is nothing to copy or a parent is no map, or as the service fails
 */
export async function updateItem(
  client: ServiceClient,
  request: UpdateItemRequest,
): Promise<UpdateItemResult> {
  const { actions, returned, conditions = [] } = request;
  let attempt: WithParentMaps = { actions: [...actions], conditions: [], made: [] };
  for (let count = 1; ; count += 1) {
    const input = updateItemInput({
      ...request,
      actions: attempt.actions,
      conditions: [...conditions, ...attempt.conditions],
    });
    try {
      const output = await callOperation(client, 'UpdateItem', input);
      const isOld = !request.isRetyping && returned !== 'new';
      return {
        attributes: returned === undefined ? undefined : output.Attributes,
        newLiterals: isOld ? newLiterals(actions, output.Attributes ?? {}) : [],
        before: input.ReturnValues === 'ALL_OLD' ? output.Attributes : undefined,
        madeParents: attempt.made,
        consumedCapacity: output.ConsumedCapacity,
      };
    } catch (error) {
      const isLast = count === MOST_ATTEMPTS;
      const seen = request.isMakingParents && !isLast ? itemWithoutParents(error, request) : undefined;
      if (seen === undefined) throw explainRefusedUpdate(error, request);
      attempt = withParentMaps(actions, seen);
    }
  }
}
