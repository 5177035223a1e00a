import type { ConsumedCapacity, TransactGetItemsCommandInput } from '@aws-sdk/client-dynamodb';
import { type CallOptions, callOperation } from '../../client/call-operation.ts';
import type { ServiceClient } from '../../client/client-sender.ts';
import type { AttributePath } from '../keys/attribute-path.ts';
import type { Item } from '../values/attribute-value.ts';
import { itemSizeBytes } from '../values/item-size.ts';
import { getInput } from './get-item.ts';
import { type ActionTarget, assertTransactionFits, explainCanceled } from './transaction-actions.ts';

/** One item of a transaction to get. */
export interface TransactionRead {
  tableName: string;
  key: Item;
  /** Attributes to get; all unless given. */
  attributes?: readonly AttributePath[] | undefined;
}

/**
 * The TransactGetItems request for some items, of one table or several; pure.
 * @throws AutodyneError `InvalidUsage` naming the action that DynamoDB would refuse
 */
export function transactGetInput(reads: readonly TransactionRead[]): TransactGetItemsCommandInput {
  assertTransactionFits(targetsOf(reads));
  return {
    TransactItems: reads.map(({ tableName, key, attributes }) => ({
      Get: { TableName: tableName, Key: key, ...getInput({ attributes }) },
    })),
    ReturnConsumedCapacity: 'INDEXES',
  };
}

function targetsOf(reads: readonly TransactionRead[]): ActionTarget[] {
  return reads.map(({ tableName, key }) => ({
    kind: 'get',
    tableName,
    key,
    sizeBytes: itemSizeBytes(key),
  }));
}

/**
 * Gets some items as they are at one moment: one request, two read units for each 4 KB of each item.
 * @returns the items in the order of `reads`; `undefined` where there is none
 * @throws AutodyneError `Throttled` where other transactions are in the way, else as the service fails
 */
export async function transactGet(
  client: ServiceClient,
  reads: readonly TransactionRead[],
  options: CallOptions = {},
): Promise<{ items: (Item | undefined)[]; consumedCapacity: ConsumedCapacity[] | undefined }> {
  try {
    const output = await callOperation(client, 'TransactGetItems', transactGetInput(reads), options);
    const { Responses = [], ConsumedCapacity: consumedCapacity } = output;
    return { items: Responses.map(({ Item: found }) => found), consumedCapacity };
  } catch (error) {
    throw explainCanceled(error, targetsOf(reads));
  }
}
