import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { ServiceClient } from '../../client/client-sender.ts';
import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { attributeExists } from '../conditions/condition.ts';
import { toPlainJsonText, toPlainJsonValueText } from '../json/plain-json-text.ts';
import { assertValidItem } from '../keys/check-item.ts';
import type { TableSchema } from '../keys/key-schema.ts';
import { getItem } from '../read/get-item.ts';
import {
  type AttributeChange,
  changeActions,
  itemChanges,
  unchangedConditions,
} from '../update/item-changes.ts';
import type { Item } from '../values/attribute-value.ts';
import { type DeleteItemRequest, type DeleteItemResult, deleteItem, deleteItemInput } from './delete-item.ts';
import { itemInTheWay, itemNotFound } from './failed-condition.ts';
import { updateItem } from './update-item.ts';

/** An item as it was read, to be edited. */
export interface ReadItem {
  item: Item;
  consumedCapacity: ConsumedCapacity | undefined;
}

/**
 * The item, read strongly consistent.
 * @throws AutodyneError `ItemNotFound`, or as the service fails
 */
export async function readForEdit(client: ServiceClient, schema: TableSchema, key: Item): Promise<ReadItem> {
  const { tableName } = schema;
  const response = await getItem(client, tableName, { item: key, location: 'key' }, { isConsistent: true });
  if (response.Item === undefined) throw itemNotFound(tableName, key);
  return { item: response.Item, consumedCapacity: response.ConsumedCapacity };
}

export interface EditResult {
  /** Names of the attributes that were changed, added or taken out; empty when nothing was. */
  changed: string[];
  /** Those of them that were taken out. */
  removed: string[];
  /** As it is now, with what others changed meanwhile; `before` where nothing was sent. */
  item: Item;
  consumedCapacity: ConsumedCapacity | undefined;
}

/**
 * Saves what differs between two images of an item, attribute by attribute, on the condition that those attributes
 * are still as they were read; others may have changed meanwhile and keep their new values.
 * @throws AutodyneError `ConditionFailed` with `details.changed` when someone else changed one of them; `ItemNotFound`
 *   when the item is gone; `InvalidInput` when the key was changed or the item could not be stored
 */
export async function saveEdit(
  client: ServiceClient,
  schema: TableSchema,
  images: { key: Item; before: Item; after: Item },
): Promise<EditResult> {
  assertValidItem(images.after, 'the edited item', schema);
  const changes = itemChanges(images.before, images.after, schema.key);
  const changed = changes.map((change) => change.name);
  const removed = changes.filter(({ after }) => after === undefined).map((change) => change.name);
  if (changes.length === 0) return { changed, removed, item: images.before, consumedCapacity: undefined };
  try {
    const { attributes, consumedCapacity } = await updateItem(client, {
      tableName: schema.tableName,
      key: images.key,
      actions: changeActions(changes),
      conditions: unchangedConditions(changes),
      returned: 'new',
    });
    return { changed, removed, item: attributes ?? images.after, consumedCapacity };
  } catch (error) {
    const now = itemInTheWay(error);
    if (!isAutodyneError(error, 'ConditionFailed') || now === undefined) throw error;
    const isEdited = ({ name }: AttributeChange): boolean => changed.includes(name);
    throw changedByOthers(error, images.key, itemChanges(images.before, now, schema.key).filter(isEdited));
  }
}

/**
 * Deletes an item that is still, in all its attributes, as it was read: it is read once more, strongly consistent, since no
 * condition can say that there is no attribute beside those, and deleted on the condition that they have not changed since.
 * @param onRead told what the reading took
 * @throws AutodyneError `ConditionFailed` with `details.changed` when someone else changed it; `ItemNotFound` when it is gone;
 *   `InvalidUsage` for more attributes than one condition can name
 */
export async function deleteAsRead(
  client: ServiceClient,
  schema: TableSchema,
  { key, before, otherwise }: { key: Item; before: Item; otherwise?: readonly string[] },
  onRead: (consumedCapacity: ConsumedCapacity | undefined) => void,
): Promise<DeleteItemResult> {
  const kept = Object.entries(before).filter(([name]) => !Object.hasOwn(key, name));
  const request: DeleteItemRequest = {
    tableName: schema.tableName,
    key,
    conditions: [
      ...Object.keys(key).map((name) => ({ ...attributeExists(name), arg: name })),
      ...unchangedConditions(kept.map(([name, value]) => ({ name, before: value, after: undefined }))),
    ],
    ...(otherwise === undefined ? {} : { otherwise }),
  };
  // Before anything is paid for.
  deleteItemInput(request);
  const { item, consumedCapacity } = await readForEdit(client, schema, key);
  onRead(consumedCapacity);
  const assertUnchanged = (cause: { Item?: Item }): void => {
    const changes = itemChanges(before, cause.Item ?? item, schema.key);
    if (changes.length > 0) throw changedByOthers(cause, key, changes, 'deleted');
  };
  assertUnchanged({ Item: item });
  try {
    return await deleteItem(client, request);
  } catch (error) {
    const now = itemInTheWay(error);
    if (isAutodyneError(error, 'ConditionFailed') && now !== undefined) assertUnchanged({ Item: now });
    throw error;
  }
}

/** The error for a write that was not made, since others changed the item after it was read. @param done what was not */
export function changedByOthers(
  cause: unknown,
  key: Item,
  changes: readonly AttributeChange[],
  done: 'saved' | 'deleted' | 'copied' | 'moved' = 'saved',
): AutodyneError {
  const text = (value: Item[string] | undefined): string =>
    value === undefined ? 'absent' : toPlainJsonValueText(value);
  const lines = changes.map(
    (change) => `${change.name}: ${text(change.before)} is now ${text(change.after)}`,
  );
  return new AutodyneError(
    'ConditionFailed',
    `the item ${toPlainJsonText(key)} was changed by someone else in the meantime; nothing was ${done}`,
    {
      cause,
      suggestions: [
        ...lines,
        done === 'copied' || done === 'moved' ? 'run the same command again' : 'edit the current item again',
      ],
      details: { changed: changes.map((c) => c.name) },
    },
  );
}
