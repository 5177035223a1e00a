import {
  BatchWriteItemCommand,
  type ConsumedCapacity,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { withAwsErrors } from '../../client/send.ts';
import { isAutodyneError } from '../../errors/autodyne-error.ts';
import type { Item } from '../../items/attribute-value.ts';
import { toTypedJsonText } from '../../items/typed-json.ts';
import { canonicalItem, type TypedJsonItem } from '../canonical-item.ts';
import { decodeTypedJson } from '../typed-json-item.ts';
import type { PlacedBytes } from './placed-bytes.ts';
import type { SendBatch } from './write-batch.ts';

/** Sends batches by BatchWriteItem. */
export function batchSender(client: DynamoDBClient, tableName: string): SendBatch {
  return async (items) => {
    const requests = items.map((item) => ({ PutRequest: { Item: itemOf(item) } }));
    const output = await withAwsErrors({ operation: 'BatchWriteItem', tableName }, () =>
      client.send(
        new BatchWriteItemCommand({
          RequestItems: { [tableName]: requests },
          ReturnConsumedCapacity: 'TOTAL',
        }),
      ),
    );
    const left = (output.UnprocessedItems?.[tableName] ?? []).map(({ PutRequest }) => PutRequest?.Item);
    return { unprocessed: given(items, left), consumedWriteUnits: unitsOf(output.ConsumedCapacity) };
  };
}

/**
 * Puts one item unless its key is there. Answers whether it was written, and the write units: a refused condition
 * costs them too.
 */
export function absentPutter(
  client: DynamoDBClient,
  tableName: string,
  partitionKeyName: string,
): (item: PlacedBytes) => Promise<{ isWritten: boolean; consumedWriteUnits: number }> {
  return async (item) => {
    try {
      const output = await withAwsErrors({ operation: 'PutItem', tableName }, () =>
        client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: itemOf(item),
            ConditionExpression: 'attribute_not_exists(#key)',
            ExpressionAttributeNames: { '#key': partitionKeyName },
            ReturnConsumedCapacity: 'TOTAL',
          }),
        ),
      );
      return { isWritten: true, consumedWriteUnits: output.ConsumedCapacity?.CapacityUnits ?? 0 };
    } catch (error) {
      if (!isAutodyneError(error, 'ConditionFailed')) throw error;
      return { isWritten: false, consumedWriteUnits: 1 };
    }
  };
}

function itemOf({ bytes }: PlacedBytes): Item {
  return decodeTypedJson(JSON.parse(bytes.toString()) as TypedJsonItem);
}

/** Those of the given items that the service gave back. */
function given(items: readonly PlacedBytes[], left: readonly (Item | undefined)[]): PlacedBytes[] {
  if (left.length === 0) return [];
  const identityOf = (json: string): string => canonicalItem(JSON.parse(json) as TypedJsonItem);
  const identities = new Set(left.map((item) => identityOf(toTypedJsonText(item ?? {}))));
  return items.filter(({ bytes }) => identities.has(identityOf(bytes.toString())));
}

function unitsOf(consumed: readonly ConsumedCapacity[] | undefined): number {
  return (consumed ?? []).reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}
