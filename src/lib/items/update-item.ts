import {
  type ConsumedCapacity,
  type DynamoDBClient,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { callService } from '../client/send.ts';
import type { Item } from './attribute-value.ts';
import type { Condition } from './condition.ts';
import { allOf, Placeholders } from './expression.ts';
import { explainFailedCondition } from './failed-condition.ts';
import { updateExpression } from './update-expression.ts';
import type { UpdateAction } from './update-words.ts';

export interface UpdateItemRequest {
  tableName: string;
  key: Item;
  actions: readonly UpdateAction[];
  /** The update is made only when all of these hold. */
  conditions?: readonly Condition[];
  /** Makes the item when there is none; without it an absent item is an error and nothing is made. */
  isUpsert?: boolean;
  /** Which image of the item to answer. */
  returned?: 'new' | 'old' | undefined;
}

export interface UpdateItemResult {
  attributes: Item | undefined;
  consumedCapacity: ConsumedCapacity | undefined;
}

/** The UpdateItem request for some changes; pure. */
export function updateItemInput(request: UpdateItemRequest): UpdateItemCommandInput {
  const placeholders = new Placeholders();
  const mustExist = request.isUpsert
    ? []
    : Object.keys(request.key).map((name) => `attribute_exists(${placeholders.name(name)})`);
  const UpdateExpression = updateExpression(request.actions, placeholders);
  const asked = allOf(request.conditions ?? [], placeholders);
  const condition = [...mustExist, ...(asked === undefined ? [] : [asked])].join(' AND ');
  return {
    TableName: request.tableName,
    Key: request.key,
    UpdateExpression,
    ...(condition === ''
      ? {}
      : { ConditionExpression: condition, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
    ...placeholders.toInput(),
    ReturnValues: request.returned === 'new' ? 'ALL_NEW' : request.returned === 'old' ? 'ALL_OLD' : 'NONE',
    ReturnConsumedCapacity: 'INDEXES',
  };
}

/**
 * Changes one item in place: one request, write units of the larger of its old and new size.
 * @throws AutodyneError `ItemNotFound` when there is no such item and none is to be made, `ConditionFailed` when a
 *   condition does not hold, or as the service fails
 */
export async function updateItem(
  client: DynamoDBClient,
  request: UpdateItemRequest,
): Promise<UpdateItemResult> {
  const { tableName } = request;
  const output = await callService(client, { operation: 'UpdateItem', tableName }, () =>
    client.send(new UpdateItemCommand(updateItemInput(request))),
  ).catch((error: unknown) => {
    throw explainFailedCondition(error, request);
  });
  return { attributes: output.Attributes, consumedCapacity: output.ConsumedCapacity };
}
