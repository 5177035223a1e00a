import { randomUUID } from 'node:crypto';
import type {
  ConsumedCapacity,
  TransactWriteItem,
  TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { type CallOptions, callOperation } from '../../client/call-operation.ts';
import type { ServiceClient } from '../../client/client-sender.ts';
import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import type { Condition } from '../conditions/condition.ts';
import { assertValidItem } from '../keys/check-item.ts';
import { keyOf } from '../keys/key-of.ts';
import {
  type ActionTarget,
  actionText,
  assertTransactionFits,
  explainCanceled,
} from '../read/transaction-actions.ts';
import type { UpdateAction } from '../update/update-action.ts';
import type { Item } from '../values/attribute-value.ts';
import { itemSizeBytes } from '../values/item-size.ts';
import { deleteItemInput } from './delete-item.ts';
import { putItemInput } from './put-item.ts';
import { updateItemInput } from './update-item.ts';

interface OnItem {
  tableName: string;
  key: Item;
  /** All of them must hold, or nothing of the transaction is done. */
  conditions?: readonly Condition[];
}

/** One write of a transaction, or a condition on an item that it does not write. */
export type TransactionWrite =
  | (Omit<OnItem, 'key'> & {
      kind: 'put';
      item: Item;
      /** The names of the table's key attributes. */
      keyNames: readonly string[];
    })
  | (OnItem & { kind: 'update'; actions: readonly UpdateAction[] })
  | (OnItem & { kind: 'delete' })
  | (OnItem & { kind: 'check'; conditions: readonly Condition[] });

/**
 * The TransactWriteItems request for some writes; pure. An item that stands in the way of a condition is asked for.
 * @param token makes the same request, sent again within ten minutes, one transaction
 * @throws AutodyneError `InvalidUsage` or `InvalidInput`, naming the action that DynamoDB would refuse
 */
export function transactWriteInput(
  writes: readonly TransactionWrite[],
  token?: string,
): TransactWriteItemsCommandInput {
  return requestOf(writes, token).input;
}

/**
 * Makes all of some writes, or none: one request, two write units for each KB of each item. A transaction that meets
 * another one is tried again, and is still one where its response was lost.
 * @throws AutodyneError `ConditionFailed` where a condition does not hold, `Throttled` where other transactions are in
 *   the way, else as the service fails; `canceledActions` tells which actions it was, and their items
 */
export async function transactWrite(
  client: ServiceClient,
  writes: readonly TransactionWrite[],
  { token = randomUUID(), signal }: CallOptions & { token?: string } = {},
): Promise<{ consumedCapacity: ConsumedCapacity[] | undefined }> {
  return sendTransaction(client, requestOf(writes, token), { signal });
}

/** A request of TransactWriteItems, and what its actions are on. */
export interface TransactionRequest {
  input: TransactWriteItemsCommandInput;
  targets: readonly ActionTarget[];
}

/** Sends a request that is made. @throws AutodyneError as {@link transactWrite} does */
export async function sendTransaction(
  client: ServiceClient,
  { input, targets }: TransactionRequest,
  options: CallOptions = {},
): Promise<{ consumedCapacity: ConsumedCapacity[] | undefined }> {
  try {
    const output = await callOperation(client, 'TransactWriteItems', input, options);
    return { consumedCapacity: output.ConsumedCapacity };
  } catch (error) {
    throw explainCanceled(error, targets);
  }
}

function requestOf(writes: readonly TransactionWrite[], token: string | undefined): TransactionRequest {
  const items = writes.map(transactItem);
  const targets = writes.map((write, index) => ({
    ...targetOf(write),
    sizeBytes: actionSizeBytes(items[index] ?? {}),
  }));
  assertTransactionFits(targets);
  const input: TransactWriteItemsCommandInput = {
    TransactItems: items,
    ...(token === undefined ? {} : { ClientRequestToken: token }),
    ReturnConsumedCapacity: 'INDEXES',
  };
  return { input, targets };
}

function targetOf(write: TransactionWrite): Omit<ActionTarget, 'sizeBytes'> {
  const { kind, tableName } = write;
  return { kind, tableName, key: write.kind === 'put' ? keyOf(write.item, write.keyNames) : write.key };
}

/** Bytes of what is sent of an item; what it will have is not known here. */
export function actionSizeBytes({ Put, Update, Delete, ConditionCheck }: TransactWriteItem): number {
  const { Key, ExpressionAttributeValues } = Update ?? Delete ?? ConditionCheck ?? {};
  return itemSizeBytes(Put?.Item ?? { ...Key }) + itemSizeBytes(ExpressionAttributeValues ?? {});
}

function transactItem(write: TransactionWrite, index: number): TransactWriteItem {
  const name = actionText(index, targetOf(write));
  try {
    return itemOfWrite(write, name);
  } catch (error) {
    if (!isAutodyneError(error) || error.message.startsWith(name)) throw error;
    const { code, message, suggestions, details } = error;
    throw new AutodyneError(code, `${name}: ${message}`, { cause: error, suggestions, details });
  }
}

function itemOfWrite(write: TransactionWrite, name: string): TransactWriteItem {
  const { tableName, conditions = [] } = write;
  switch (write.kind) {
    case 'put': {
      assertValidItem(write.item, name);
      const { ReturnConsumedCapacity: _, ...put } = putItemInput(tableName, write.item, { conditions });
      return { Put: put };
    }
    case 'update': {
      const request = { ...write, isUpsert: true, isRetyping: true };
      const { ReturnConsumedCapacity: _, ReturnValues: __, ...update } = updateItemInput(request);
      return { Update: { ...update, UpdateExpression: update.UpdateExpression } };
    }
    case 'delete':
      return { Delete: keyedMembers(write) };
    case 'check': {
      const { ConditionExpression, ...members } = keyedMembers(write);
      if (ConditionExpression === undefined) {
        throw new AutodyneError('InvalidUsage', 'a check needs a condition');
      }
      return { ConditionCheck: { ...members, ConditionExpression } };
    }
  }
}

function keyedMembers({ tableName, key, conditions = [] }: OnItem) {
  const {
    ReturnConsumedCapacity: _,
    ReturnValues: __,
    ...members
  } = deleteItemInput({ tableName, key, conditions });
  return members;
}
