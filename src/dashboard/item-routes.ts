import { itemText } from '../cli/render/item-text.ts';
import { AutodyneError, isAutodyneError } from '../lib/errors/autodyne-error.ts';
import { commandText } from '../lib/errors/command-text.ts';
import { parsePlainItem } from '../lib/items/json/plain-json.ts';
import { toPlainJsonText } from '../lib/items/json/plain-json-text.ts';
import { parseTypedItem, toTypedJsonText } from '../lib/items/json/typed-json.ts';
import { assertValidItem } from '../lib/items/keys/check-item.ts';
import { assertValidKey } from '../lib/items/keys/check-key.ts';
import { keyOf } from '../lib/items/keys/key-of.ts';
import { keyAttributesOf } from '../lib/items/keys/key-schema.ts';
import { getItem } from '../lib/items/read/get-item.ts';
import { differingNames, withDifferences } from '../lib/items/update/item-changes.ts';
import type { Item } from '../lib/items/values/attribute-value.ts';
import { deleteAsRead, saveEdit } from '../lib/items/write/edit-item.ts';
import { itemInTheWay } from '../lib/items/write/failed-condition.ts';
import { putItem } from '../lib/items/write/put-item.ts';
import type { UnitMeter } from '../lib/usage/unit-meter.ts';
import type { SaveResponse } from './api-types.ts';
import { type DashboardContext, usedUnits } from './dashboard-context.ts';
import { JsonBody } from './json-body.ts';
import { dataResponse, jsonText } from './responses.ts';

/** `POST /api/item`: one item, strongly consistent. */
export async function readOneItem(dashboard: DashboardContext, text: string): Promise<Response> {
  const key = new JsonBody(text, ['key']).item('key');
  assertValidKey(key, 'key', dashboard.schema);
  const meter = dashboard.newMeter();
  const item = await currentItem(dashboard, key, meter);
  const plain = item === undefined ? null : plainText(dashboard, item);
  return dataResponse(jsonText({ plain, units: usedUnits(meter) }, { Item: typedText(item) }));
}

/** `PUT /api/item`: the attributes that were changed, or a new item, as long as nobody else was there first. */
export async function saveOneItem(dashboard: DashboardContext, text: string): Promise<Response> {
  dashboard.assertWritable('save an item');
  const body = new JsonBody(text, ['before', 'over', ...AFTER]);
  const before = body.isNull('before') ? undefined : body.item('before');
  const after = itemAfter(body);
  const over = body.has('over') ? body.item('over') : undefined;
  const images =
    over === undefined
      ? { before, after }
      : { before: over, after: withDifferences(over, before ?? {}, after) };
  const meter = dashboard.newMeter();
  try {
    const { item, changed } =
      images.before === undefined
        ? await putNew(dashboard, images.after, meter)
        : await saveChanges(dashboard, { before: images.before, after: images.after }, meter);
    const parts = { plain: plainText(dashboard, item), changed, units: usedUnits(meter) };
    return dataResponse(jsonText(parts, { Item: typedText(item) }));
  } catch (error) {
    return await conflictResponse(dashboard, error, images.before ?? after, images.before, meter);
  }
}

const AFTER = ['after', 'afterPlain', 'afterTyped'];

/** The item as it is to be, in the one form that it is given in. */
function itemAfter(body: JsonBody): Item {
  if (AFTER.filter((name) => body.has(name)).length > 1)
    throw new AutodyneError('InvalidInput', `only one of ${AFTER.join(', ')} can be meant`);
  if (body.has('afterPlain')) return parsePlainItem(body.text('afterPlain'), 'the item');
  if (body.has('afterTyped')) return parseTypedItem(body.text('afterTyped'), 'the item');
  return body.item('after');
}

/** `DELETE /api/item`: as long as it is as it was read. */
export async function deleteOneItem(dashboard: DashboardContext, text: string): Promise<Response> {
  dashboard.assertWritable('delete an item');
  const before = new JsonBody(text, ['before']).item('before');
  const meter = dashboard.newMeter();
  const { client } = dashboard.options.context;
  const key = keyOfItem(dashboard, before);
  try {
    const { attributes, consumedCapacity } = await deleteAsRead(
      client,
      dashboard.schema,
      { key, before, otherwise: [`to delete it as it is: ${commandText('delete', toPlainJsonText(key))}`] },
      (read) => meter.addRead(read),
    );
    meter.addWrite(consumedCapacity);
    return dataResponse(jsonText({ units: usedUnits(meter) }, { Item: typedText(attributes) }));
  } catch (error) {
    return await conflictResponse(dashboard, error, before, before, meter);
  }
}

interface Saved {
  item: Item;
  changed: SaveResponse['changed'];
}

async function putNew(dashboard: DashboardContext, after: Item, meter: UnitMeter): Promise<Saved> {
  assertValidItem(after, 'the item', dashboard.schema);
  const { ConsumedCapacity } = await putItem(
    dashboard.options.context.client,
    dashboard.tableName,
    { item: after, location: 'the item' },
    { ifNotExists: true },
  );
  meter.addWrite(ConsumedCapacity);
  return { item: after, changed: { set: Object.keys(after), removed: [] } };
}

async function saveChanges(
  dashboard: DashboardContext,
  { before, after }: { before: Item; after: Item },
  meter: UnitMeter,
): Promise<Saved> {
  const key = keyOfItem(dashboard, before);
  const { client } = dashboard.options.context;
  const { changed, removed, item, consumedCapacity } = await saveEdit(client, dashboard.schema, {
    key,
    before,
    after,
  });
  meter.addWrite(consumedCapacity);
  return { item, changed: { set: changed.filter((name) => !removed.includes(name)), removed } };
}

/** Someone else was there first: 409, with the item as it is now. Any other failure is thrown on. */
async function conflictResponse(
  dashboard: DashboardContext,
  error: unknown,
  item: Item,
  before: Item | undefined,
  meter: UnitMeter,
): Promise<Response> {
  const isConflict = ['ConditionFailed', 'AlreadyExists', 'ItemNotFound'].some(
    (code) => isAutodyneError(error) && error.code === code,
  );
  if (!isConflict) throw error;
  // An item that is gone has no image.
  const theirs = isAutodyneError(error, 'ItemNotFound')
    ? undefined
    : (itemInTheWay(error) ?? (await currentItem(dashboard, keyOfItem(dashboard, item), meter)));
  const theirsPlain = theirs === undefined ? null : plainText(dashboard, theirs);
  const changed = differingNames(before ?? {}, theirs ?? {});
  const parts = { ...dashboard.errorJson(error), theirsPlain, changed };
  return dataResponse(jsonText(parts, { theirs: typedText(theirs) }), { status: 409 });
}

async function currentItem(
  { options, tableName }: DashboardContext,
  key: Item,
  meter: UnitMeter,
): Promise<Item | undefined> {
  const located = { item: key, location: 'key' };
  const response = await getItem(options.context.client, tableName, located, { isConsistent: true });
  meter.addRead(response.ConsumedCapacity);
  return response.Item;
}

function keyNames({ schema }: DashboardContext): string[] {
  return keyAttributesOf(schema.key).map(({ name }) => name);
}

function keyOfItem(dashboard: DashboardContext, item: Item): Item {
  const key = keyOf(item, keyNames(dashboard));
  assertValidKey(key, 'before', dashboard.schema);
  return key;
}

function plainText(dashboard: DashboardContext, item: Item): string {
  return itemText(item, keyNames(dashboard));
}

function typedText(item: Item | undefined): string {
  return item === undefined ? 'null' : toTypedJsonText(item);
}
