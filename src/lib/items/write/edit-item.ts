import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { ServiceClient } from '../../client/client-sender.ts';
import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { toPlainJsonText, toPlainJsonValueText } from '../json/plain-json-text.ts';
import { assertValidItem } from '../keys/check-item.ts';
import type { TableSchema } from '../keys/key-schema.ts';
import { getItem } from '../read/get-item.ts';
import { changeActions, itemChanges, unchangedConditions } from '../update/item-changes.ts';
import type { Item } from '../values/attribute-value.ts';
import { itemNotFound } from './failed-condition.ts';
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
  if (changes.length === 0) return { changed, consumedCapacity: undefined };
  try {
    const { consumedCapacity } = await updateItem(client, {
      tableName: schema.tableName,
      key: images.key,
      actions: changeActions(changes),
      conditions: unchangedConditions(changes),
    });
    return { changed, consumedCapacity };
  } catch (error) {
    if (!isAutodyneError(error, 'ConditionFailed')) throw error;
    const { item: now } = await readForEdit(client, schema, images.key);
    throw conflict(error, { ...images, now }, changed, schema);
  }
}

function conflict(
  cause: unknown,
  { key, before, now }: { key: Item; before: Item; now: Item },
  edited: readonly string[],
  schema: TableSchema,
): AutodyneError {
  const changed = itemChanges(before, now, schema.key).filter(({ name }) => edited.includes(name));
  const text = (value: Item[string] | undefined): string =>
    value === undefined ? 'absent' : toPlainJsonValueText(value);
  const lines = changed.map(
    (change) => `${change.name}: ${text(change.before)} is now ${text(change.after)}`,
  );
  return new AutodyneError(
    'ConditionFailed',
    `the item ${toPlainJsonText(key)} was changed by someone else in the meantime; nothing was saved`,
    {
      cause,
      suggestions: [...lines, 'edit the current item again'],
      details: { changed: changed.map((c) => c.name) },
    },
  );
}
