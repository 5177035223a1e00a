import { DeleteItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, test } from 'vitest';
import { allDefinitions, forgetDefinitions } from '../../../src/lib/model/definition/registry.ts';
import { defineModel, f, RecordNotUnique } from '../../../src/model.ts';
import { failureOf } from '../../helpers/failure.ts';
import { useModelTable } from '../../helpers/model-table.ts';

const models = useModelTable();

class User extends defineModel({
  name: 'UniqueUser',
  fields: { email: f.string().unique(), badge: f.integer().unique(), name: f.string(), ttl: f.datetime() },
  expires: { field: 'ttl' },
}) {}

const companion = (value: string, field = 'email'): string => `_unique#UniqueUser#${field}#${value}`;

async function companionIds(): Promise<string[]> {
  const { Items = [] } = await models.table.client.send(
    new ScanCommand({ TableName: models.table.tableName, ConsistentRead: true }),
  );
  return Items.filter(({ _model }) => _model?.S === '_unique')
    .map(({ id }) => id?.S ?? '')
    .sort();
}

beforeEach(async () => {
  const { client, tableName: TableName } = models.table;
  const { Items = [] } = await client.send(new ScanCommand({ TableName, ConsistentRead: true }));
  await Promise.all(
    Items.flatMap(({ id }) =>
      id === undefined ? [] : [new DeleteItemCommand({ TableName, Key: { id } })],
    ).map((command) => client.send(command)),
  );
});

describe('a unique field keeps an item for each value', () => {
  test('with the model, the owner and the time to live', async () => {
    await User.create({ id: '1', email: 'a@b', ttl: new Date(4e12) });
    expect(await models.stored(companion('a@b'))).toEqual({
      id: { S: companion('a@b') },
      _model: { S: '_unique' },
      owner: { S: '1' },
      ttl: { N: '4000000000' },
    });
  });

  test('creating a second is RecordNotUnique naming the field, and writes nothing', async () => {
    const first = await User.create({ id: '1', email: 'a@b', name: 'first' });
    const failure = await failureOf(User.create({ id: '2', email: 'a@b' }));
    expect(failure).toBeInstanceOf(RecordNotUnique);
    expect(failure).toMatchObject({
      message: 'UniqueUser "2" was not written: another record has the same email',
      details: { model: 'UniqueUser', recordKey: '{"id":"2"}', field: 'email' },
      record: { id: '2', isNewRecord: true },
      current: { id: first.id, name: 'first' },
    });
    expect(await models.stored('2')).toBeUndefined();
    expect(await companionIds()).toEqual([companion('a@b')]);
  });

  test('null keeps none, and is no request more', async () => {
    models.received();
    await User.create({ id: '1' });
    await User.create({ id: '2', email: null });
    expect(models.operations()).toEqual(['PutItem', 'PutItem']);
    expect(await companionIds()).toEqual([]);
  });

  test('a value of more than 1,024 bytes stands there as its SHA-256', async () => {
    const long = 'é'.repeat(513);
    await User.create({ email: long });
    await User.create({ email: 'x'.repeat(1024) });
    const ids = await companionIds();
    expect(ids).toHaveLength(2);
    expect(ids.filter((id) => /#[0-9a-f]{64}$/.test(id))).toHaveLength(1);
    expect(await failureOf(User.create({ email: long }))).toBeInstanceOf(RecordNotUnique);
  });

  test('a number is the same however it is written', async () => {
    await User.create({ badge: 100 });
    expect(await companionIds()).toEqual([companion('100', 'badge')]);
    await models.put({ id: { S: 'x' }, _model: { S: 'UniqueUser' }, badge: { N: '2E+2' } });
    const x = await User.find('x');
    await x.updateAttributes({ name: 'n', badge: 200 });
    await x.updateAttributes({ badge: 300 });
    expect(await companionIds()).toEqual([companion('100', 'badge'), companion('300', 'badge')]);
  });
});

describe('every write keeps it', () => {
  test.each<[string, (user: User) => Promise<unknown>]>([
    ['save', (user) => user.assign({ email: 'new@b' }).save()],
    ['updateAttributes', (user) => user.updateAttributes({ email: 'new@b' })],
    ['update with a block', (user) => user.update((u) => u.set({ email: 'new@b' }))],
    ['Model.update', () => User.update('1', { email: 'new@b' })],
    ['updateFields', () => User.updateFields('1', { email: 'new@b' })],
    ['upsert', () => User.upsert('1', { email: 'new@b' })],
    ['import', () => User.import([{ id: '1', email: 'new@b' }])],
  ])('%s frees the old value and keeps the new', async (_, write) => {
    const user = await User.create({ id: '1', email: 'old@b' });
    await write(user);
    expect(await companionIds()).toEqual([companion('new@b')]);
    expect((await User.find('1')).email).toBe('new@b');
    expect(await User.create({ id: '2', email: 'old@b' })).toMatchObject({ isPersisted: true });
  });

  test.each<[string, (user: User) => Promise<unknown>]>([
    ['save', (user) => user.assign({ email: 'taken@b' }).save()],
    ['update with a block', (user) => user.update((u) => u.set({ email: 'taken@b' }))],
    ['updateFields', () => User.updateFields('1', { email: 'taken@b' })],
    ['upsert', () => User.upsert('1', { email: 'taken@b' })],
    ['upsert of a new one', () => User.upsert('9', { email: 'taken@b' })],
    ['import', () => User.import([{ id: '1', email: 'taken@b' }])],
  ])('%s of a value that another has is RecordNotUnique', async (_, write) => {
    await User.create({ id: '0', email: 'taken@b' });
    const user = await User.create({ id: '1', email: 'old@b' });
    const failure = await failureOf(write(user));
    expect(failure).toBeInstanceOf(RecordNotUnique);
    expect(failure).toMatchObject({ details: { field: 'email' } });
    expect(await companionIds()).toEqual([companion('old@b'), companion('taken@b')]);
    expect((await User.find('1')).email).toBe('old@b');
    expect(await models.stored('9')).toBeUndefined();
  });

  test.each<[string, (user: User) => Promise<unknown>]>([
    ['delete', (user) => user.delete()],
    ['destroy', (user) => user.destroy()],
    ['Model.delete', () => User.delete('1')],
    ['Model.delete of many', () => User.delete(['1', 'absent'])],
    ['deleteAll', () => User.deleteAll()],
    ['deleteAll of a chain', () => User.where({ name: 'n' }).deleteAll()],
    ['null', (user) => user.updateAttributes({ email: null })],
    ['remove', (user) => user.update((u) => u.remove('email'))],
  ])('%s frees the value', async (_, write) => {
    const user = await User.create({ id: '1', email: 'a@b', name: 'n' });
    await write(user);
    expect(await companionIds()).toEqual([]);
  });

  test('inc of a unique number counts with it', async () => {
    await User.create({ id: '1', badge: 7 });
    await User.create({ id: '2', badge: 9 });
    expect(await User.inc('1', { badge: 1 })).toBe(true);
    expect(await companionIds()).toEqual([companion('8', 'badge'), companion('9', 'badge')]);
    expect(await failureOf(User.inc('1', { badge: 1 }))).toBeInstanceOf(RecordNotUnique);
  });

  test('a write of other fields is the same one request', async () => {
    const user = await User.create({ id: '1', email: 'a@b' });
    models.received();
    await user.updateAttributes({ name: 'n' });
    await User.updateFields('1', { name: 'm' });
    expect(models.operations()).toEqual(['UpdateItem', 'UpdateItem']);
  });

  test('a record that was loaded before someone else changed the value frees what is there', async () => {
    await User.create({ id: '1', email: 'a@b' });
    const [mine, theirs] = [await User.find('1'), await User.find('1')];
    await theirs.updateAttributes({ email: 'b@b' });
    await mine.updateAttributes({ email: 'c@b' });
    expect(await companionIds()).toEqual([companion('c@b')]);
    const stale = await User.find('1');
    await mine.updateAttributes({ email: 'd@b' });
    await stale.destroy();
    expect(await companionIds()).toEqual([]);
  });

  test('another time to live is that of the companions too', async () => {
    const user = await User.create({ id: '1', email: 'a@b', ttl: new Date(4e12) });
    await user.updateAttributes({ ttl: new Date(5e12) });
    expect(await models.stored(companion('a@b'))).toMatchObject({ ttl: { N: '5000000000' } });
    await User.updateFields('1', { ttl: null });
    expect(await models.stored(companion('a@b'))).not.toHaveProperty('ttl');
  });
});

describe('import and deleteAll', () => {
  test('go by transactions of 50 records', async () => {
    models.received();
    await User.import(Array.from({ length: 120 }, (_, n) => ({ email: `${n}@b` })));
    const writes = models.received();
    expect(writes.map(({ operation }) => operation)).toEqual(Array(4).fill('TransactWriteItems'));
    expect(await User.deleteAll()).toBe(120);
    expect(await companionIds()).toEqual([]);
  });

  test('of one of 60 with a value that another has, the 59 are written', async () => {
    await User.create({ id: '0', email: '7@b' });
    const inputs = Array.from({ length: 60 }, (_, n) => ({ id: `i${n}`, email: `${n}@b` }));
    expect(await failureOf(User.import(inputs))).toMatchObject({
      message: 'UniqueUser.import did not write 1 of 60 records, since others have the same email: "i7"',
      details: { model: 'UniqueUser', field: 'email', written: 59, refused: 1 },
      records: [{ id: 'i7' }],
    });
    expect(await User.count()).toBe(60);
    expect(await companionIds()).toHaveLength(60);
  });

  test('of two with the same value in one import, one is written', async () => {
    const failure = await failureOf(
      User.import([
        { id: '1', email: 'a@b' },
        { id: '2', email: 'a@b' },
      ]),
    );
    expect(failure).toMatchObject({ details: { field: 'email', written: 1, refused: 1 } });
    expect(await companionIds()).toEqual([companion('a@b')]);
  });
});

describe('a companion whose owner', () => {
  test('is gone is taken over, with a check on that owner', async () => {
    await User.create({ id: '1', email: 'a@b' });
    await models.put({ id: { S: '1' }, _model: { S: 'SomethingElse' } });
    models.received();
    await User.create({ id: '2', email: 'a@b' });
    const last = models.received().at(-1);
    const actions = last?.body['TransactItems'] as Record<string, unknown>[];
    expect(actions.map((action) => Object.keys(action)[0])).toEqual(['Put', 'Put', 'ConditionCheck']);
    expect(await models.stored(companion('a@b'))).toMatchObject({ owner: { S: '2' } });
  });

  test('has another value is taken over, and its old owner keeps what it has', async () => {
    await User.create({ id: '1', email: 'a@b' });
    await models.put({ id: { S: '1' }, _model: { S: 'UniqueUser' }, email: { S: 'other@b' } });
    await User.create({ id: '2', email: 'a@b' });
    await (await User.find('1')).delete();
    expect(await companionIds()).toEqual([companion('a@b')]);
  });

  test('is the record itself is written again', async () => {
    await User.create({ id: '1', email: 'a@b' });
    await models.put({ id: { S: '1' }, _model: { S: 'UniqueUser' }, email: { S: 'other@b' } });
    const user = await User.find('1');
    await user.updateAttributes({ email: 'a@b' });
    expect(await companionIds()).toEqual([companion('a@b')]);
  });
});

describe('companions are passed over', () => {
  test('by all, count, findAny and find', async () => {
    await User.create({ id: '1', email: 'a@b' });
    const all = await User.all().all();
    expect(all.map(({ id }) => id)).toEqual(['1']);
    expect(await User.count()).toBe(1);
    expect(await User.findAny(companion('a@b'))).toBeNull();
    expect(await failureOf(User.find(companion('a@b')))).toMatchObject({ code: 'RecordNotFound' });
    await User.delete(companion('a@b'));
    expect(await companionIds()).toEqual([companion('a@b')]);
  });
});

describe('refused at definition', () => {
  test('in a table of its own', async () => {
    class Own extends defineModel({
      name: 'UniqueOwn',
      table: { name: 'own' },
      fields: { email: f.string().unique() },
    }) {}
    expect(await failureOf((async () => Own.count())())).toMatchObject({
      code: 'InvalidModel',
      message: 'UniqueOwn.email: unique fields are kept in the table that models share alone',
    });
  });

  test('of a type that is no string or number, and of the key', async () => {
    const flag = f.boolean() as unknown as ReturnType<typeof f.string>;
    class Flag extends defineModel({ name: 'UniqueFlag', fields: { on: flag.unique() } }) {}
    expect(await failureOf((async () => Flag.count())())).toMatchObject({
      message: 'UniqueFlag.on: a unique field is a string or a number, and this is boolean',
    });
    class Key extends defineModel({ name: 'UniqueKey', fields: { id: f.string().unique() } }) {}
    expect(await failureOf((async () => Key.count())())).toMatchObject({
      message: 'UniqueKey.id: the primary key is unique already',
    });
  });
});

test('refused at definition where the table has "owner" as the key of an index that is no string', async () => {
  const before = allDefinitions().length;
  class Owned extends defineModel({
    name: 'UniqueOwned',
    fields: { owner: f.integer(), email: f.string().unique() },
    globalSecondaryIndexes: [{ name: 'byOwner', partitionKey: 'owner', projection: 'all' }],
  }) {}
  const failure = await failureOf((async () => Owned.count())()).finally(() => forgetDefinitions(before));
  expect(failure).toMatchObject({
    code: 'InvalidModel',
    message:
      'UniqueOwned.email: unique fields need the attribute "owner" for a string, and it is a key of index byOwner, which is no string',
  });
});

describe('of a family of classes', () => {
  class Animal extends defineModel({
    name: 'UniqueAnimal',
    fields: { type: f.string(), chip: f.string().unique() },
  }) {}
  class Cat extends Animal.subclass({ name: 'UniqueCat', fields: { tag: f.string().unique() } }) {}

  test('a value is one for the whole family, and the base class frees what a subclass has', async () => {
    await Cat.create({ id: 'c', chip: '1', tag: 't' });
    expect(await companionIds()).toEqual(['_unique#UniqueAnimal#chip#1', '_unique#UniqueAnimal#tag#t']);
    expect(await failureOf(Animal.create({ chip: '1' }))).toBeInstanceOf(RecordNotUnique);
    await Animal.delete('c');
    expect(await companionIds()).toEqual([]);
  });
});
