import type { ConsumedCapacity, DeleteItemCommandInput } from '@aws-sdk/client-dynamodb';
import { callOperation } from '../../client/call-operation.ts';
import type { ServiceClient } from '../../client/client-sender.ts';
import type { Condition } from '../conditions/condition.ts';
import { allOf, Placeholders } from '../conditions/expression.ts';
import { assertExpressionsFit } from '../conditions/expression-limits.ts';
import type { OwnCondition } from '../conditions/own-expressions.ts';
import type { Item } from '../values/attribute-value.ts';
import { explainFailedCondition, itemNotFound } from './failed-condition.ts';

export interface DeleteItemRequest {
  tableName: string;
  key: Item;
  /** The item is deleted only when all of these hold. */
  conditions?: readonly Condition[];
  /** And this. */
  condition?: OwnCondition | undefined;
  /** Suggestions of the error for conditions that are longer than DynamoDB accepts. */
  otherwise?: readonly string[];
  /** The image to return, `old` by default: it costs nothing, and shows that there was an item. */
  returned?: 'old' | 'none';
}

export interface DeleteItemResult {
  /** The item as it was. */
  attributes: Item;
  consumedCapacity: ConsumedCapacity | undefined;
}

/** The DeleteItem request for one item; pure. */
export function deleteItemInput(request: DeleteItemRequest): DeleteItemCommandInput {
  const { conditions = [], condition: own } = request;
  const placeholders = new Placeholders({ names: own?.names, values: own?.values });
  const condition = allOf(conditions, placeholders, own?.expression);
  const expressions = {
    ...(condition === undefined ? {} : { ConditionExpression: condition }),
    ...placeholders.toInput(),
  };
  assertExpressionsFit(expressions, request.otherwise);
  return {
    TableName: request.tableName,
    Key: request.key,
    ...expressions,
    ...(condition === undefined ? {} : { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
    ...(request.returned === 'none' ? {} : { ReturnValues: 'ALL_OLD' }),
    ReturnConsumedCapacity: 'INDEXES',
  };
}

/**
 * Deletes one item: one request, write units of its size (one at least).
 * @throws AutodyneError `ItemNotFound` when there was none, `ConditionFailed` when a condition does not hold, or as
 *   the service fails
 */
export async function deleteItem(
  client: ServiceClient,
  request: DeleteItemRequest,
): Promise<DeleteItemResult> {
  const { tableName, key } = request;
  const output = await callOperation(client, 'DeleteItem', deleteItemInput(request)).catch(
    (error: unknown) => {
      throw explainFailedCondition(error, request);
    },
  );
  if (output.Attributes === undefined) throw itemNotFound(tableName, key);
  return { attributes: output.Attributes, consumedCapacity: output.ConsumedCapacity };
}
