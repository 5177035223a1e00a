import type { ConsumedCapacity, TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb';
import type { ServiceClient } from '../../client/client-sender.ts';
import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { WAYS } from '../../errors/ways.ts';
import { attributeExists, attributeNotExists } from '../conditions/condition.ts';
import { plainKeyText } from '../json/plain-key-text.ts';
import { keyIdentity } from '../keys/key-of.ts';
import { keyAttributesOf, type TableSchema } from '../keys/key-schema.ts';
import { canceledActions } from '../read/transaction-actions.ts';
import { itemChanges, unchangedConditions } from '../update/item-changes.ts';
import type { Item } from '../values/attribute-value.ts';
import { changedByOthers } from './edit-item.ts';
import { itemNotFound } from './failed-condition.ts';
import { type TransactionWrite, transactWrite, transactWriteInput } from './transact-write.ts';

/** A copy of one item of a table under another key of it. */
export interface CopyRequest {
  schema: TableSchema;
  key: Item;
  /** The item as it was read. */
  item: Item;
  to: Item;
  /** Deletes the item under its old key. */
  isMove?: boolean;
  /** Replaces an item that has the new key. */
  isReplacing?: boolean;
}

/** The item as it will be under its new key. */
export function copiedItem({ item, to }: Pick<CopyRequest, 'item' | 'to'>): Item {
  return { ...item, ...to };
}

/**
 * The TransactWriteItems request; pure. Every attribute must be as it was read: no condition can say that there is none
 * beside those.
 * @throws AutodyneError `InvalidUsage` for one key twice, or more attributes than one condition can name
 */
export function copyItemInput(request: CopyRequest, token?: string): TransactWriteItemsCommandInput {
  return transactWriteInput(writesOf(request), token);
}

/**
 * Copies or moves an item in one transaction: two write units for each KB that is written, checked or deleted.
 * @throws AutodyneError `AlreadyExists` where the new key has an item, `ConditionFailed` with `details.changed` when
 *   someone else changed the item after it was read, `ItemNotFound` when it is gone
 */
export async function copyItem(
  client: ServiceClient,
  request: CopyRequest,
): Promise<{ consumedCapacity: ConsumedCapacity[] | undefined }> {
  try {
    return await transactWrite(client, writesOf(request));
  } catch (error) {
    throw explainRefusedCopy(error, request);
  }
}

function writesOf(request: CopyRequest): TransactionWrite[] {
  const { schema, key, item, to, isMove, isReplacing } = request;
  const { tableName } = schema;
  const keyNames = keyAttributesOf(schema.key).map(({ name }) => name);
  if (keyIdentity(key, keyNames) === keyIdentity(to, keyNames)) {
    throw new AutodyneError('InvalidUsage', `the item already has the key ${plainKeyText(to, schema)}`);
  }
  const others = Object.entries(item).filter(([name]) => !keyNames.includes(name));
  const conditions = [
    ...keyNames.map(attributeExists),
    ...unchangedConditions(others.map(([name, before]) => ({ name, before, after: undefined }))),
  ];
  return [
    { kind: isMove ? 'delete' : 'check', tableName, key, conditions },
    {
      kind: 'put',
      tableName,
      item: copiedItem(request),
      keyNames,
      conditions: isReplacing ? [] : keyNames.slice(0, 1).map(attributeNotExists),
    },
  ];
}

function explainRefusedCopy(error: unknown, { schema, key, item, to, isMove }: CopyRequest): unknown {
  if (!isAutodyneError(error, 'ConditionFailed')) return error;
  const [first] = canceledActions(error);
  if (first?.index === 1) {
    const keyText = plainKeyText(to, schema);
    const message = `table "${schema.tableName}" already has an item with the key ${keyText}; nothing was changed`;
    return new AutodyneError('AlreadyExists', message, {
      cause: error,
      suggestions: [WAYS.seeItem, WAYS.replaceItem],
      details: { ...error.details, key: keyText },
    });
  }
  if (first?.item === undefined) return itemNotFound(schema.tableName, key, error);
  const changes = itemChanges(item, first.item, schema.key);
  return changedByOthers(error, key, changes, isMove ? 'moved' : 'copied');
}
