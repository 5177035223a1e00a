import { afterEach, describe, expect, test } from 'vitest';
import {
  configure,
  DocumentNotValid,
  defineModel,
  f,
  RecordNotFound,
  StaleObjectError,
} from '../../../src/model.ts';
import { failureOf } from '../../helpers/failure.ts';
import { useModelTable } from '../../helpers/model-table.ts';

const models = useModelTable();

class Address extends defineModel({
  name: 'UpdateAddress',
  fields: {
    city: f.string(),
    latitude: f.integer(),
    deliverable: f.boolean({ native: false }),
    numbers: f.set(f.integer()),
    lines: f.array(f.string()),
    total: f.bigint(),
    price: f.decimal(),
    day: f.date(),
    visitedAt: f.datetime(),
    settings: f.map<{ theme: string }>(),
  },
}) {}

class Other extends defineModel({ name: 'UpdateOther', fields: { title: f.string() } }) {}

let count = 0;

/** A record that is in the table, with an id of its own, last touched in 1970. */
async function saved(
  input: ConstructorParameters<typeof Address>[0] = {},
): Promise<Address & { id: string }> {
  count += 1;
  const address = await Address.create({ id: `address-${count}`, updatedAt: new Date(1000), ...input });
  models.received();
  return address as Address & { id: string };
}

describe('F: updateAttributes', () => {
  test('assigns and saves what is changed', async () => {
    const address = await saved({ city: 'a' });
    expect(await address.updateAttributes({ city: 'b' })).toBe(true);
    expect(models.operations()).toEqual(['UpdateItem']);
    expect(address.updatedAt?.getTime()).toBeGreaterThan(1000);
    expect(await models.stored(address.id)).toMatchObject({ city: { S: 'b' } });
  });

  test('an unknown attribute is refused, and nothing assigned', async () => {
    const address = await saved({ city: 'a' });
    const error = await failureOf(address.updateAttributes({ city: 'b', town: 'c' } as never));
    expect(error).toMatchObject({
      code: 'UnknownAttribute',
      message: 'attribute "town" does not exist in UpdateAddress',
    });
    expect(address.city).toBe('a');
  });

  test('updateAttribute sets one, updateAttributesOrThrow gives the record', async () => {
    const address = await saved();
    expect(await address.updateAttribute('city', 'b')).toBe(true);
    expect(await address.updateAttributeOrThrow('city', 'c')).toBe(address);
    expect(await address.updateAttributesOrThrow({ latitude: 3 })).toBe(address);
    expect(await models.stored(address.id)).toMatchObject({ city: { S: 'c' }, latitude: { N: '3' } });
  });
});

describe('S1: Model.update', () => {
  test('loads consistently, changes and saves', async () => {
    const { id } = await saved({ city: 'a' });
    const address = await Address.update(id, { city: 'b' });
    expect(address).toBeInstanceOf(Address);
    expect(address?.city).toBe('b');
    const [get, update] = models.received();
    expect(get).toMatchObject({ operation: 'GetItem', body: { ConsistentRead: true } });
    expect(update?.operation).toBe('UpdateItem');
  });

  test('null where `if` does not hold, and nothing is written', async () => {
    const { id } = await saved({ city: 'a', deliverable: false });
    expect(await Address.update(id, { city: 'b' }, { if: { deliverable: true } })).toBeNull();
    expect(await models.stored(id)).toMatchObject({ city: { S: 'a' } });
  });

  test('`if` is a condition of the write, cast and stored as its field is', async () => {
    const { id } = await saved({ city: 'a', deliverable: true });
    const address = await Address.update(id, { city: 'b' }, { if: { deliverable: 'true' as never } });
    expect(address?.city).toBe('b');
    const [, update] = models.received();
    expect(update?.body.ExpressionAttributeValues).toMatchObject({ ':v3': { S: 't' } });
    expect(update?.body.ConditionExpression).toBe('attribute_exists(#n0) AND #n3 = :v2 AND #n4 = :v3');
  });

  test('`if` is held to where nothing is to be written too', async () => {
    const { id } = await saved({ city: 'a', deliverable: false });
    expect(await Address.update(id, { city: 'a' }, { if: { deliverable: true } })).toBeNull();
    expect(await Address.update(id, { city: 'a' }, { if: { deliverable: false } })).not.toBeNull();
    expect(models.operations()).toEqual(['GetItem', 'GetItem']);
  });

  test('updateOrThrow throws where `if` does not hold, with the item as it is', async () => {
    const { id } = await saved({ city: 'a', deliverable: false });
    const error = await failureOf(Address.updateOrThrow(id, { city: 'b' }, { if: { deliverable: true } }));
    expect(error).toBeInstanceOf(StaleObjectError);
    expect(error).toMatchObject({
      message: `UpdateAddress "${id}" was not saved: deliverable is not as the write asks for`,
      details: { model: 'UpdateAddress', recordKey: `{"id":"${id}"}`, field: 'deliverable' },
      current: { city: 'a' },
    });
  });

  test('RecordNotFound where there is none', async () => {
    const error = await failureOf(Address.update('none', { city: 'b' }));
    expect(error).toBeInstanceOf(RecordNotFound);
    expect(error).toMatchObject({
      message: 'Couldn\'t find UpdateAddress with primary key "none"',
      details: { model: 'UpdateAddress', recordKey: '{"id":"none"}' },
    });
  });

  test("another model's item is not found, and stays", async () => {
    await Other.create({ id: 'other-update' });
    const before = await models.stored('other-update');
    expect(await failureOf(Address.update('other-update', { city: 'b' }))).toBeInstanceOf(RecordNotFound);
    expect(await models.stored('other-update')).toEqual(before);
  });

  test('a key of null is missing', async () => {
    expect(await failureOf(Address.update(null as never, { city: 'b' }))).toMatchObject({
      code: 'MissingPartitionKey',
      message: 'a record of UpdateAddress has no partition key: id is missing or is no string',
    });
  });
});

describe('F: update with a block', () => {
  test('set, add, delete and remove are one UpdateItem, and the record follows', async () => {
    const address = await saved({
      city: 'a',
      latitude: 1,
      numbers: new Set([1, 2]),
      lines: ['x'],
      total: 5n,
      price: '1.5',
    });
    const isDone = await address.update((u) =>
      u
        .set({ city: 'b' })
        .add({ latitude: 100, lines: ['y', 'z'], total: 10n, price: '0.25' })
        .delete({ numbers: 2 }),
    );
    expect(isDone).toBe(true);
    const [update, ...others] = models.received();
    expect(others).toEqual([]);
    expect(update?.body.ReturnValues).toBe('ALL_NEW');
    expect(address).toMatchObject({
      city: 'b',
      latitude: 101,
      numbers: new Set([1]),
      lines: ['x', 'y', 'z'],
      total: 15n,
      price: '1.75',
    });
    expect(address.isChanged).toBe(false);
    expect(address.updatedAt?.getTime()).toBeGreaterThan(1000);
  });

  test('add to what is not there: a number from 0, a set, a list', async () => {
    const address = await saved();
    await address.update((u) => u.add({ latitude: 2, numbers: [3, 4], lines: 'x' }));
    expect(address).toMatchObject({ latitude: 2, numbers: new Set([3, 4]), lines: ['x'] });
  });

  test.each([
    ['a scalar', 10],
    ['a list', [10, 11]],
    ['a set', new Set([10])],
  ])('S4: delete takes %s', async (_, given) => {
    const address = await saved({ numbers: new Set([9, 10, 11]) });
    await address.update((u) => u.delete({ numbers: given }));
    const [update] = models.received();
    expect(update?.body.UpdateExpression).toContain('DELETE');
    expect(address.numbers?.has(10)).toBe(false);
    expect(address.numbers?.has(9)).toBe(true);
  });

  test('T13: delete with a name, and remove, take the attribute away, in memory too', async () => {
    const address = await saved({ city: 'a', latitude: 1 });
    await address.update((u) => u.delete('city').remove('latitude'));
    expect([address.city, address.latitude]).toEqual([null, null]);
    const item = await models.stored(address.id);
    expect(item).not.toHaveProperty('city');
    expect(item).not.toHaveProperty('latitude');
  });

  test('set to null removes', async () => {
    const address = await saved({ city: 'a' });
    await address.update((u) => u.set({ city: null }));
    expect(await models.stored(address.id)).not.toHaveProperty('city');
  });

  test('T14: values are cast and stored as their fields are', async () => {
    const address = await saved();
    await address.update((u) =>
      u.set({ latitude: '42.3' as never, deliverable: true, day: '1970-01-03' }).add({ total: '7' as never }),
    );
    expect(await models.stored(address.id)).toMatchObject({
      latitude: { N: '42' },
      deliverable: { S: 't' },
      day: { N: '2' },
      total: { N: '7' },
    });
  });

  test('T14: what is added and deleted is cast too', async () => {
    const address = await saved({ latitude: 1, numbers: new Set([1, 2]) });
    await address.update((u) =>
      u.add({ latitude: '4.9 km' as never, numbers: ['3', 4.7] as never, lines: [5] as never }),
    );
    await address.update((u) => u.delete({ numbers: ['1.5'] as never }));
    expect(await models.stored(address.id)).toMatchObject({
      latitude: { N: '5' },
      numbers: { NS: expect.toSatisfy((all: string[]) => all.toSorted().join() === '2,3,4') },
      lines: { L: [{ S: '5' }] },
    });
  });

  test('of several changes to one field set wins over delete, and delete over add', async () => {
    const address = await saved({ numbers: new Set([1, 2]), latitude: 1 });
    await address.update((u) =>
      u.add({ numbers: 3, latitude: 5 }).delete({ numbers: 1 }).set({ latitude: 9 }),
    );
    expect(address).toMatchObject({ numbers: new Set([2]), latitude: 9 });
  });

  test('what is added twice is added together', async () => {
    const address = await saved({ latitude: 1 });
    await address.update((u) =>
      u.add({ latitude: 2, numbers: 1, lines: 'a' }).add({ latitude: 3, numbers: 2, lines: 'b' }),
    );
    expect(address).toMatchObject({ latitude: 6, numbers: new Set([1, 2]), lines: ['a', 'b'] });
  });

  test('false where `if` does not hold; the record stays as it was', async () => {
    const address = await saved({ city: 'a', deliverable: false });
    expect(await address.update({ if: { deliverable: true } }, (u) => u.set({ city: 'b' }))).toBe(false);
    expect(address.city).toBe('a');
    expect(await models.stored(address.id)).toMatchObject({ city: { S: 'a' } });
  });

  test('unlessExists fails if any of the attributes is there', async () => {
    const address = await saved({ city: 'a' });
    const unless = { unlessExists: ['latitude', 'city'] as const };
    expect(await address.update(unless, (u) => u.set({ latitude: 1 }))).toBe(false);
    expect(await address.update({ unlessExists: ['latitude'] }, (u) => u.set({ latitude: 1 }))).toBe(true);
  });

  test('`if` takes operators, and paths into maps', async () => {
    const address = await saved({ latitude: 5, settings: { theme: 'dark' } });
    const conditions = { if: { 'latitude.gte': 5, 'settings.theme': 'dark' } } as const;
    expect(await address.update(conditions, (u) => u.set({ city: 'b' }))).toBe(true);
    expect(await address.update({ if: { 'latitude.lt': 5 } }, (u) => u.set({ city: 'c' }))).toBe(false);
  });

  test('updateOrThrow tells of a failed condition, with the item as it is', async () => {
    const address = await saved({ city: 'a' });
    await Address.updateFields(address.id, { city: 'b' });
    const error = await failureOf(
      address.updateOrThrow({ if: { city: 'a' } }, (u) => u.set({ latitude: 1 })),
    );
    expect(error).toMatchObject({
      code: 'StaleObject',
      attemptedAction: 'update',
      message: `UpdateAddress "${address.id}" was not updated: city is not as the write asks for`,
      details: { model: 'UpdateAddress', recordKey: `{"id":"${address.id}"}`, field: 'city' },
      suggestions: ['reload it, make the change again, and save it'],
      current: { city: 'b' },
      record: { city: 'a' },
    });
    expect((error as StaleObjectError).current).toBeInstanceOf(Address);
  });

  test('an item that is gone: false, and it is not made', async () => {
    const address = await saved();
    await Address.delete(address.id);
    expect(await address.update((u) => u.set({ city: 'b' }))).toBe(false);
    expect(await failureOf(address.updateOrThrow((u) => u.set({ city: 'b' })))).toMatchObject({
      message: `UpdateAddress "${address.id}" was not updated: it is not there any more, so city did not change`,
      details: { model: 'UpdateAddress', recordKey: `{"id":"${address.id}"}`, field: 'city' },
      current: null,
    });
    expect(await models.stored(address.id)).toBeUndefined();
  });

  test('changes of other fields that are not saved stay so', async () => {
    const address = await saved({ city: 'a' });
    address.city = 'mine';
    await address.update((u) => u.add({ latitude: 1 }));
    expect(address).toMatchObject({ city: 'mine', latitude: 1, changedNames: ['city'] });
    await address.save();
    expect(await models.stored(address.id)).toMatchObject({ city: { S: 'mine' }, latitude: { N: '1' } });
  });

  test('attributes that others wrote meanwhile are there afterwards', async () => {
    const address = await saved({ city: 'a', numbers: new Set([1]) });
    expect(address.numbers).toEqual(new Set([1]));
    await Address.updateFields(address.id, { city: 'b', numbers: new Set([2]) });
    await address.update((u) => u.add({ latitude: 1 }));
    expect(address).toMatchObject({ city: 'b', numbers: new Set([2]) });
  });

  test('a block that asks for nothing sends nothing', async () => {
    const address = await saved();
    expect(await address.update(() => undefined)).toBe(true);
    expect(models.operations()).toEqual([]);
  });

  test.each<[string, (address: Address) => Promise<unknown>, string]>([
    [
      'adding to text',
      (address) => address.update((u) => u.add({ city: 'x' } as never)),
      'UpdateAddress.city is string, so nothing can be added to it: it would have to be a number, a set or an array',
    ],
    [
      'adding to a time',
      (address) => address.update((u) => u.add({ visitedAt: new Date() } as never)),
      'UpdateAddress.visitedAt is datetime, so nothing can be added to it: it would have to be a number, a set or an array',
    ],
    [
      'deleting elements of a list',
      (address) => address.update((u) => u.delete({ lines: 'x' } as never)),
      'UpdateAddress.lines is array of string, so elements cannot be deleted from it: it would have to be a set',
    ],
    [
      'the key',
      (address) => address.update((u) => u.set({ id: 'x' } as never)),
      'UpdateAddress.id is part of the key of a saved record: it cannot change',
    ],
    [
      'an unknown attribute',
      (address) => address.update((u) => u.remove('town' as never)),
      'attribute "town" does not exist in UpdateAddress',
    ],
    [
      'a condition that is undefined',
      (address) => address.update({ if: { city: undefined as never } }, (u) => u.set({ latitude: 1 })),
      'UpdateAddress.city: undefined is not a condition',
    ],
  ])('%s is refused before a request', async (_, update, message) => {
    const address = await saved();
    expect((await failureOf(update(address))).message).toBe(message);
    expect(models.operations()).toEqual([]);
  });
});

describe('F: updateFields', () => {
  test('T12: one UpdateItem without loading; the record is persisted', async () => {
    const { id } = await saved({ city: 'a', latitude: 1 });
    const address = await Address.updateFields(id, { city: 'b' });
    expect(models.operations()).toEqual(['UpdateItem']);
    expect(address).toMatchObject({
      city: 'b',
      latitude: 1,
      isPersisted: true,
      isNewRecord: false,
      isChanged: false,
    });
    expect(address?.updatedAt?.getTime()).toBeGreaterThan(1000);
  });

  test('takes a block', async () => {
    const { id } = await saved({ latitude: 1 });
    expect((await Address.updateFields(id, (u) => u.add({ latitude: 4 })))?.latitude).toBe(5);
  });

  test('updatedAt that is given stays', async () => {
    const { id } = await saved();
    await Address.updateFields(id, { updatedAt: new Date(7000) });
    expect(await models.stored(id)).toMatchObject({ updatedAt: { N: '7' } });
  });

  test('null where there is no item, and none is made', async () => {
    expect(await Address.updateFields('absent', { city: 'b' })).toBeNull();
    expect(await models.stored('absent')).toBeUndefined();
  });

  test('null where conditions do not hold', async () => {
    const { id } = await saved({ city: 'a' });
    expect(await Address.updateFields(id, { city: 'b' }, { if: { city: 'x' } })).toBeNull();
    expect(await Address.updateFields(id, { city: 'b' }, { unlessExists: ['city'] })).toBeNull();
    expect(await models.stored(id)).toMatchObject({ city: { S: 'a' } });
  });
});

describe('F: upsert', () => {
  class Page extends defineModel({
    name: 'UpdatePage',
    fields: { path: f.string(), views: f.integer().default(10), kind: f.string().default(() => 'new') },
  }) {}

  test('a new item gets defaults and createdAt', async () => {
    const page = await Page.upsert('page-1', { path: '/' });
    expect(page).toMatchObject({ id: 'page-1', path: '/', views: 10, kind: 'new', isPersisted: true });
    expect(page?.createdAt).toEqual(page?.updatedAt);
    expect(await models.stored('page-1')).toMatchObject({ views: { N: '10' }, _model: { S: 'UpdatePage' } });
    expect(models.operations()).toEqual(['UpdateItem']);
  });

  test('an item that is there keeps its own, and what is not named', async () => {
    await Page.create({
      id: 'page-2',
      path: '/a',
      views: 3,
      createdAt: new Date(1000),
      updatedAt: new Date(1000),
    });
    const page = await Page.upsert('page-2', { kind: 'old' });
    expect(page).toMatchObject({ path: '/a', views: 3, kind: 'old', createdAt: new Date(1000) });
    expect(page?.updatedAt?.getTime()).toBeGreaterThan(1000);
  });

  test('what is given as null is removed, default or not', async () => {
    await Page.upsert('page-3', { views: null });
    expect(await models.stored('page-3')).not.toHaveProperty('views');
  });

  test('unlessExists of the key makes only', async () => {
    expect(await Page.upsert('page-4', { path: '/a' }, { unlessExists: ['id'] })).not.toBeNull();
    expect(await Page.upsert('page-4', { path: '/b' }, { unlessExists: ['id'] })).toBeNull();
    expect(await models.stored('page-4')).toMatchObject({ path: { S: '/a' } });
  });

  test('`if` that does not hold: null', async () => {
    await Page.create({ id: 'page-5', path: '/a' });
    expect(await Page.upsert('page-5', { path: '/b' }, { if: { path: '/x' } })).toBeNull();
  });
});

describe('F: counters and touch', () => {
  test('increment and decrement add in the table, and follow it', async () => {
    const address = await saved({ latitude: 1 });
    await Address.updateFields(address.id, { latitude: 10 });
    models.received();
    expect(await address.increment('latitude')).toBe(address);
    expect(address.latitude).toBe(11);
    await address.decrement('latitude', 5);
    expect(address.latitude).toBe(6);
    await address.increment('total', 3);
    expect(address.total).toBe(3n);
    const [first] = models.received();
    expect(first?.body.UpdateExpression).toBe('ADD #n1 :v0');
  });

  test.each<[string, (address: Address) => Promise<unknown>]>([
    ['increment', (address) => address.increment('latitude')],
    ['touch', (address) => address.touch()],
  ])('%s of a record that is not saved yet is refused', async (_, write) => {
    expect(await failureOf(write(new Address({ id: 'unsaved' })))).toMatchObject({
      code: 'RecordNotSaved',
      message: 'UpdateAddress "unsaved" is not in the table yet: save it first',
    });
    expect(models.operations()).toEqual([]);
  });

  test('an item that is gone is not made by a counter', async () => {
    const address = await saved({ latitude: 1 });
    await Address.delete(address.id);
    await address.increment('latitude');
    expect(address.latitude).toBe(1);
    expect(await models.stored(address.id)).toBeUndefined();
  });

  test('inc adds to several without loading; whether it was there', async () => {
    const { id } = await saved({ latitude: 1 });
    expect(await Address.inc(id, { latitude: 2, total: 5n })).toBe(true);
    expect(models.operations()).toEqual(['UpdateItem']);
    expect(await models.stored(id)).toMatchObject({
      latitude: { N: '3' },
      total: { N: '5' },
      updatedAt: { N: '1' },
    });
    expect(await Address.inc('absent', { latitude: 2 })).toBe(false);
    expect(await models.stored('absent')).toBeUndefined();
  });

  test('inc touches updatedAt, and other times, where it is asked to', async () => {
    const { id } = await saved();
    await Address.inc(id, { latitude: 2 }, { touch: true });
    expect(await models.stored(id)).not.toMatchObject({ updatedAt: { N: '1' } });
    await Address.inc(id, { latitude: 2 }, { touch: ['visitedAt'] });
    expect(await models.stored(id)).toHaveProperty('visitedAt');
  });

  test('what is no number cannot be counted in', async () => {
    const { id } = await saved();
    const error = await failureOf(Address.inc(id, { numbers: 1 } as never));
    expect(error.message).toBe(
      'UpdateAddress.numbers is set of integer, so it cannot be counted in: it would have to be a number',
    );
    expect(models.operations()).toEqual([]);
  });

  test('touch sets updatedAt and the named times, and saves nothing else', async () => {
    const address = await saved({ city: 'a' });
    address.city = 'b';
    await address.touch('visitedAt');
    expect(address.visitedAt).toEqual(address.updatedAt);
    expect(address.visitedAt?.getTime()).toBeGreaterThan(1000);
    expect(address.changedNames).toEqual(['city']);
    expect(await models.stored(address.id)).toMatchObject({ city: { S: 'a' } });
  });
});

describe('O: the lock version', () => {
  class Doc extends defineModel({
    name: 'UpdateDoc',
    fields: { text: f.string(), lockVersion: f.lockVersion() },
  }) {}

  test('begins with 1, and grows by each save; a save of an older copy is stale', async () => {
    const doc = await Doc.create({ id: 'doc-1' });
    expect(doc.lockVersion).toBe(1);
    const older = await Doc.updateFields('doc-1', {});
    await doc.updateAttributes({ text: 'a' });
    expect(doc.lockVersion).toBe(2);
    const error = await failureOf(older?.updateAttributes({ text: 'b' }) ?? Promise.resolve());
    expect(error).toMatchObject({ code: 'StaleObject', current: { text: 'a', lockVersion: 2 } });
    expect(older?.lockVersion).toBe(1);
    expect(await failureOf(older?.destroy() ?? Promise.resolve())).toMatchObject({
      message: 'UpdateDoc "doc-1" was not deleted: lockVersion is not as the write asks for',
      details: { model: 'UpdateDoc', recordKey: '{"id":"doc-1"}', field: 'lockVersion' },
    });
    expect(older?.isDestroyed).toBe(false);
  });

  test('update with a block adds 1 without asking, updateFields leaves it', async () => {
    const doc = await Doc.create({ id: 'doc-2' });
    await doc.update((u) => u.set({ text: 'a' }));
    expect(doc.lockVersion).toBe(2);
    expect((await Doc.updateFields('doc-2', { text: 'b' }))?.lockVersion).toBe(2);
  });

  test('T11: a record without one is deleted and saved without being asked for it', async () => {
    await models.put({ id: { S: 'doc-3' }, _model: { S: 'UpdateDoc' } });
    const doc = await Doc.updateFields('doc-3', {});
    await doc?.updateAttributes({ text: 'a' });
    expect(doc?.lockVersion).toBe(1);
    await models.put({ id: { S: 'doc-4' }, _model: { S: 'UpdateDoc' } });
    const other = await Doc.updateFields('doc-4', {});
    await other?.delete();
    expect(await models.stored('doc-4')).toBeUndefined();
  });
});

describe('expires', () => {
  class Session extends defineModel({
    name: 'UpdateSession',
    fields: { token: f.string(), ttl: f.integer() },
    expires: { field: 'ttl', after: 3600 },
  }) {}

  test('is now and so many seconds, where it is empty', async () => {
    const before = Math.floor(Date.now() / 1000) + 3600;
    const session = await Session.create({ id: 'session-1' });
    expect(session.ttl).toBeGreaterThanOrEqual(before);
    expect(session.ttl).toBeLessThan(before + 60);
    expect((await Session.create({ ttl: 5 })).ttl).toBe(5);
  });

  test('by upsert of a new item, by import, and by a save of an item without it', async () => {
    expect((await Session.upsert('session-2', { token: 't' }))?.ttl).toBeGreaterThan(1e9);
    expect((await Session.import([{ token: 't' }]))[0]?.ttl).toBeGreaterThan(1e9);
    await models.put({ id: { S: 'session-3' }, _model: { S: 'UpdateSession' } });
    const session = await Session.updateFields('session-3', {});
    await session?.updateAttributes({ token: 't' });
    expect(session?.ttl).toBeGreaterThan(1e9);
  });

  test('of a datetime too, in whole seconds', async () => {
    class Visit extends defineModel({
      name: 'UpdateVisit',
      table: { name: models.table.tableName },
      fields: { until: f.datetime() },
      expires: { field: 'until', after: 60 },
    }) {}
    await Visit.create({ id: 'visit-1' });
    const item = await models.stored('visit-1');
    expect((item?.['until'] as { N: string } | undefined)?.N).toMatch(/^\d{10}$/);
  });
});

describe('required keys of indexes', () => {
  class Place extends defineModel({
    name: 'UpdatePlace',
    fields: { town: f.string().required(), note: f.string() },
    globalSecondaryIndexes: [{ name: 'updateByTown', partitionKey: 'town', projection: 'all' }],
  }) {}
  const MESSAGE =
    'UpdatePlace.town is required and a key of the index updateByTown, so it cannot be empty in any write';

  test.each<[string, () => Promise<unknown>]>([
    ['updateFields', () => Place.updateFields('place-1', { town: null as never })],
    ['a block', () => Place.updateFields('place-1', (u) => u.remove('town'))],
    ['upsert', () => Place.upsert('place-1', { town: '' })],
  ])('%s does not take one away', async (_, write) => {
    const error = await failureOf(write());
    expect(error).toBeInstanceOf(DocumentNotValid);
    expect(error.message).toBe(MESSAGE);
    expect(models.operations()).toEqual([]);
  });

  test('a save without validation does not either', async () => {
    const place = await Place.create({ town: 't' });
    Reflect.set(place, 'town', null);
    models.received();
    expect((await failureOf(place.save({ validate: false }))).message).toBe(MESSAGE);
    expect(models.operations()).toEqual([]);
  });

  test('an upsert that does not say it makes no item without it', async () => {
    expect((await failureOf(Place.upsert('place-2', { note: 'n' }))).message).toBe(MESSAGE);
    expect(await models.stored('place-2')).toBeUndefined();
    await Place.create({ id: 'place-3', town: 't' });
    expect(await Place.upsert('place-3', { note: 'n' })).toMatchObject({ town: 't', note: 'n' });
  });
});

describe('N storeBooleanAsNative: of writes', () => {
  afterEach(() => configure({ storeBooleanAsNative: undefined }));

  test('off: booleans are stored as text, by every write', async () => {
    configure({ storeBooleanAsNative: false });
    class Flag extends defineModel({ name: 'UpdateFlag', fields: { on: f.boolean() } }) {}
    await Flag.create({ id: 'flag-1', on: true });
    expect(await models.stored('flag-1')).toMatchObject({ on: { S: 't' } });
    await Flag.updateFields('flag-1', { on: false });
    expect(await models.stored('flag-1')).toMatchObject({ on: { S: 'f' } });
  });
});
