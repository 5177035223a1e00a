import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, test } from 'vitest';
import { AutodyneError, configure, defineModel, f, StaleObjectError } from '../../../src/model.ts';
import { failure, failureOf } from '../../helpers/failure.ts';
import { useModelTable } from '../../helpers/model-table.ts';
import { runCommand } from '../../helpers/run-command.ts';

const models = useModelTable();

class User extends defineModel({
  name: 'SaveUser',
  fields: {
    name: f.string(),
    tags: f.set(f.integer()),
    balance: f.decimal(),
    visits: f.number(),
    at: f.datetime(),
    seen: f.array(f.string()),
  },
}) {}

class Post extends defineModel({ name: 'SavePost', fields: { title: f.string() } }) {}

/** A record as it was saved, then loaded by a write that gives the item. */
async function loaded(input: ConstructorParameters<typeof User>[0] & { id: string }): Promise<User> {
  await User.create(input);
  const user = await User.updateFields(input.id, {});
  if (user === null) throw new Error('it was saved');
  models.received();
  return user;
}

describe('E3, R3: a persisted record sends only what is changed', () => {
  test('a clean save sends nothing, and is true', async () => {
    const user = await loaded({ id: 'clean', name: 'a', tags: new Set([1]) });
    expect(user.tags).toEqual(new Set([1]));
    user.name = 'a';
    expect(await user.save()).toBe(true);
    expect(models.operations()).toEqual([]);
  });

  test('after a change within a set: one UpdateItem naming only it, updatedAt and the guards', async () => {
    const user = await loaded({ id: 'within', name: 'a', tags: new Set([1]) });
    user.tags?.add(3);
    expect(await user.save()).toBe(true);
    const [update, ...others] = models.received();
    expect(others).toEqual([]);
    expect(update?.operation).toBe('UpdateItem');
    expect(Object.values(update?.body.ExpressionAttributeNames ?? {}).sort()).toEqual([
      '_model',
      'id',
      'tags',
      'updatedAt',
    ]);
    expect(update?.body).toMatchObject({
      UpdateExpression: 'SET #n1 = :v0, #n2 = :v1',
      ConditionExpression: 'attribute_exists(#n0) AND #n3 = :v2',
      ReturnValues: 'NONE',
    });
    expect(await models.stored('within')).toMatchObject({ tags: { NS: ['1', '3'] } });
    expect([user.isChanged, user.previousChanges.tags]).toEqual([false, [new Set([1]), new Set([1, 3])]]);
  });

  test('what the command line wrote meanwhile survives the save of an older copy', async () => {
    const user = await loaded({ id: 'legacy', name: 'a' });
    await runCommand(['update', 'legacy', '--set', 'legacy=x'], { env: models.table.env });
    await user.updateAttributes({ name: 'b' });
    expect(await models.stored('legacy')).toMatchObject({ legacy: { S: 'x' }, name: { S: 'b' } });
  });

  test('C1: attributes that the model does not know stay', async () => {
    await models.put({ id: { S: 'unknown' }, _model: { S: 'SaveUser' }, other: { M: { a: { N: '1' } } } });
    const user = await User.updateFields('unknown', { name: 'a' });
    await user?.updateAttributes({ name: 'b' });
    await user?.update((u) => u.set({ name: 'c' }));
    expect(await models.stored('unknown')).toMatchObject({ other: { M: { a: { N: '1' } } } });
  });

  test('a record whose item is gone is stale, and nothing is written', async () => {
    const user = await loaded({ id: 'gone' });
    await User.delete('gone');
    const error = await failureOf(user.updateAttributes({ name: 'b' }));
    expect(error).toBeInstanceOf(StaleObjectError);
    expect(error).toMatchObject({
      message: 'SaveUser "gone" was not saved: it is not there any more, so name did not change',
      attemptedAction: 'save',
      current: null,
      record: user,
    });
    expect(await models.stored('gone')).toBeUndefined();
  });

  test("where another model's item has taken the key, it stays, and the record is stale", async () => {
    const user = await loaded({ id: 'taken', name: 'a' });
    await User.delete('taken');
    await Post.create({ id: 'taken', title: 't' });
    const before = await models.stored('taken');
    const error = await failureOf(user.updateAttributes({ name: 'b' }));
    expect(error).toMatchObject({ code: 'StaleObject', current: null });
    expect(await models.stored('taken')).toEqual(before);
  });

  test('what is changed while the request is under way stays, not saved yet', async () => {
    const user = await loaded({ id: 'meanwhile', name: 'a', tags: new Set([1]) });
    user.name = 'b';
    user.tags?.add(2);
    const saved = user.save();
    await new Promise((resolve) => setImmediate(resolve));
    user.name = 'c';
    user.tags?.add(3);
    await saved;
    expect(await models.stored('meanwhile')).toMatchObject({ name: { S: 'b' }, tags: { NS: ['1', '2'] } });
    expect([user.name, user.tags]).toEqual(['c', new Set([1, 2, 3])]);
    expect(user.changedNames).toEqual(['name', 'tags']);
  });

  test('a save that fails takes back what it set by itself', async () => {
    const user = await loaded({ id: 'failing', name: 'a' });
    const before = user.updatedAt;
    await User.delete('failing');
    await failureOf(user.updateAttributes({ name: 'b' }));
    expect(user.updatedAt).toEqual(before);
    expect(user.changedNames).toEqual(['name']);
  });

  test('a record that was destroyed is not written again', async () => {
    const user = await loaded({ id: 'destroyed' });
    await user.delete();
    models.received();
    user.name = 'b';
    expect(await failureOf(user.save())).toMatchObject({
      code: 'StaleObject',
      message: 'SaveUser "destroyed" was not saved: it is not there any more, so name did not change',
    });
    expect(models.operations()).toEqual([]);
  });
});

describe('E5, T22: saveOrThrow', () => {
  test('gives the record', async () => {
    const user = new User({ id: 'or-throw' });
    expect(await user.saveOrThrow({ validate: false })).toBe(user);
    expect(user.isPersisted).toBe(true);
  });
});

describe('E6: keys', () => {
  test.each([null, 'key-2'])('cannot become %j: that would be another item', async (key) => {
    const user = await loaded({ id: `key-1-${key}` });
    expect(failure(() => Reflect.set(user, 'id', key))).toMatchObject({
      code: 'InvalidValue',
      message: 'SaveUser.id is part of the key of a saved record: it cannot change',
      details: { model: 'SaveUser', field: 'id' },
    });
    expect(await user.save()).toBe(true);
    expect(models.operations()).toEqual([]);
  });

  test('a new record without the sort key is missing it', async () => {
    class Entry extends defineModel({
      name: 'SaveEntry',
      table: { name: `entries-${models.table.tableName}`, partitionKey: 'logId' },
      sortKey: 'at',
      fields: { logId: f.integer(), at: f.integer() },
    }) {}
    expect(await failureOf(new Entry({ logId: 1 }).save())).toMatchObject({
      code: 'MissingSortKey',
      message: 'a record of SaveEntry has no sort key: at is missing or is no integer',
    });
    expect(await failureOf(new Entry({ at: 1 }).save())).toMatchObject({
      code: 'MissingPartitionKey',
      message: 'a record of SaveEntry has no partition key: logId is missing or is no integer',
    });
    expect(await failureOf(Entry.import([{ logId: 1, at: 1 }, { logId: 1 }]))).toMatchObject({
      code: 'MissingSortKey',
    });
    expect(models.operations()).toEqual([]);
  });
});

describe('E7: timestamps of a persisted record', () => {
  test('updatedAt is now where something is changed, createdAt stays', async () => {
    await User.create({ id: 'times-1', updatedAt: new Date(1000), createdAt: new Date(1000) });
    const user = await User.find('times-1');
    await user.updateAttributes({ name: 'b' });
    expect(user.updatedAt?.getTime()).toBeGreaterThan(1000);
    expect(user.createdAt).toEqual(new Date(1000));
    const now = { N: String((user.updatedAt?.getTime() ?? 0) / 1000) };
    expect(await models.stored('times-1')).toMatchObject({ createdAt: { N: '1' }, updatedAt: now });
  });

  test('updatedAt that was itself changed stays so', async () => {
    const user = await loaded({ id: 'times-2' });
    Reflect.set(user, 'updatedAt', new Date(5000));
    await user.save();
    expect(await models.stored('times-2')).toMatchObject({ updatedAt: { N: '5' } });
  });

  test('save({ touch: false }) leaves it', async () => {
    const user = await loaded({ id: 'times-3' });
    const before = user.updatedAt;
    user.name = 'b';
    await user.save({ touch: false });
    expect(user.updatedAt).toEqual(before);
    const [update] = models.received();
    expect(update?.body.UpdateExpression).toBe('SET #n1 = :v0');
  });
});

describe('E8: null', () => {
  test('an attribute that became null, empty text or an empty set is removed', async () => {
    const user = await loaded({ id: 'null-1', name: 'a', tags: new Set([1]), seen: ['x'], visits: 1 });
    user.name = '';
    user.tags?.clear();
    user.visits = null;
    user.seen = [];
    await user.save();
    const item = await models.stored('null-1');
    expect(item).toMatchObject({ seen: { L: [] } });
    expect(Object.keys(item ?? {}).sort()).toEqual(['_model', 'createdAt', 'id', 'seen', 'updatedAt']);
    expect([user.name, user.tags, user.isChanged]).toEqual([null, null, false]);
  });

  describe('N storeAttributeWithNullValue: on', () => {
    afterEach(() => configure({ storeAttributeWithNullValue: undefined }));

    test('NULL is stored in its place, but never in the key of an index', async () => {
      configure({ storeAttributeWithNullValue: true });
      class Thing extends defineModel({
        name: 'SaveThing',
        fields: { name: f.string(), holder: f.string() },
        globalSecondaryIndexes: [{ name: 'saveByHolder', partitionKey: 'holder' }],
      }) {}
      const thing = await Thing.create({ id: 'null-2', name: null });
      expect(await models.stored('null-2')).toMatchObject({ name: { NULL: true } });
      expect(await models.stored('null-2')).not.toHaveProperty('holder');
      await thing.updateAttributes({ name: 'a', holder: 'o' });
      await thing.updateAttributes({ name: null, holder: null });
      expect(await models.stored('null-2')).toMatchObject({ name: { NULL: true } });
      expect(await models.stored('null-2')).not.toHaveProperty('holder');
    });
  });

  describe('R8, N storeEmptyStringAsNull: off', () => {
    afterEach(() => configure({ storeEmptyStringAsNull: undefined }));

    test('empty text is stored', async () => {
      configure({ storeEmptyStringAsNull: false });
      await User.create({ id: 'null-3', name: '' });
      expect(await models.stored('null-3')).toMatchObject({ name: { S: '' } });
    });
  });
});

describe('digits', () => {
  const DIGITS = '0.12345678901234567890123456789012345678';

  test('saving another field leaves a decimal of 38 digits, and a number that no JavaScript number holds', async () => {
    await models.table.client.send(
      new PutItemCommand({
        TableName: models.table.tableName,
        Item: {
          id: { S: 'digits' },
          _model: { S: 'SaveUser' },
          balance: { N: DIGITS },
          visits: { N: DIGITS },
          at: { N: '1532469870.000000001' },
        },
      }),
    );
    const user = await User.updateFields('digits', { name: 'a' });
    expect(user?.balance).toBe(DIGITS);
    expect(user?.at).toEqual(new Date(1_532_469_870_000));
    expect(() => user?.visits).toThrow('SaveUser.visits: ');
    await user?.updateAttributes({ name: 'b' });
    expect(await models.stored('digits')).toMatchObject({
      balance: { N: DIGITS },
      visits: { N: DIGITS },
      at: { N: '1532469870.000000001' },
      name: { S: 'b' },
    });
  });

  test('an instant 1.5 s before the epoch is stored as -1.5 (T18)', async () => {
    const user = await loaded({ id: 'epoch' });
    await user.updateAttributes({ at: new Date(-1500) });
    expect(await models.stored('epoch')).toMatchObject({ at: { N: '-1.5' } });
  });
});

describe('N timestamps: what a save keeps', () => {
  afterEach(() => configure({ timestamps: undefined }));

  test('off: no write sets them', async () => {
    configure({ timestamps: false });
    const user = await User.create({ id: 'off' });
    await user.updateAttributes({ name: 'b' });
    await User.updateFields('off', { name: 'c' });
    await user.update((u) => u.set({ name: 'd' }));
    expect(await models.stored('off')).toEqual({
      id: { S: 'off' },
      _model: { S: 'SaveUser' },
      name: { S: 'd' },
    });
  });
});

test('a write in read-only mode is refused before a request', async () => {
  configure({ isReadOnly: true });
  try {
    const error = await failureOf(User.create({ id: 'read-only' }));
    expect(error).toBeInstanceOf(AutodyneError);
    expect(error).toMatchObject({ code: 'ReadOnly' });
    expect(models.operations()).toEqual([]);
  } finally {
    configure({ isReadOnly: undefined });
  }
});
