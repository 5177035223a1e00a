import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  defineModel,
  f,
  RecordNotUnique,
  Rollback,
  readTransaction,
  StaleObjectError,
  transaction,
} from '../../../src/model.ts';
import { failureOf } from '../../helpers/failure.ts';
import { useModelTable } from '../../helpers/model-table.ts';

const models = useModelTable();

class User extends defineModel({
  name: 'TxUser',
  fields: { name: f.string(), email: f.string().unique(), posts: f.integer(), lockVersion: f.lockVersion() },
}) {}
class Post extends defineModel({
  name: 'TxPost',
  fields: { title: f.string(), views: f.integer(), tags: f.set() },
}) {}

describe('3.11 a write transaction', () => {
  test('makes writes of each kind, across models, in one request', async () => {
    const saved = await Post.create({ id: 'saved', title: 'a' });
    const changed = await Post.create({ id: 'changed', title: 'a' });
    const gone = await Post.create({ id: 'gone' });
    const destroyed = await Post.create({ id: 'destroyed' });
    await Post.create({ id: 'fields', title: 'a', tags: new Set(['x']) });
    await Post.create({ id: 'byKey' });
    models.received();
    const user = await transaction(async (t) => {
      const made = await t.create(User, { id: 'tx1', name: 'Ann' });
      expect(made.isNewRecord).toBe(true);
      await t.save(saved.assign({ title: 'b' }));
      await t.updateAttributes(changed, { title: 'b' });
      await t.updateFields(Post, 'fields', (u) => void u.set({ title: 'b' }).add({ tags: 'y' }));
      await t.upsert(Post, 'upserted', { title: 'b' });
      await t.inc(Post, 'byKey', { views: 2 });
      await t.delete(gone);
      await t.destroy(destroyed);
      await t.delete(User, 'never there');
      expect(saved.isChanged).toBe(true);
      return made;
    });
    const operations = models.operations();
    // What is deleted by its key may have companions.
    expect(operations.filter((operation) => operation === 'TransactWriteItems').length).toBeGreaterThan(0);
    expect(operations.filter((operation) => !/^(TransactWriteItems|GetItem)$/.test(operation))).toEqual([]);
    expect(user).toMatchObject({ isPersisted: true, isChanged: false, name: 'Ann' });
    expect([saved.isChanged, changed.isChanged]).toEqual([false, false]);
    expect([gone.isDestroyed, destroyed.isDestroyed]).toEqual([true, true]);
    const posts = await Post.findAll([
      'saved',
      'changed',
      'fields',
      'upserted',
      'byKey',
      'gone',
      'destroyed',
    ]);
    expect(posts.map(({ id, title, views }) => [id, title, views])).toEqual([
      ['saved', 'b', null],
      ['changed', 'b', null],
      ['fields', 'b', null],
      ['upserted', 'b', null],
      ['byKey', null, 2],
    ]);
    expect((await Post.find('fields')).tags).toEqual(new Set(['x', 'y']));
    expect(await models.stored('upserted')).toMatchObject({ _model: { S: 'TxPost' } });
  });

  test('8. canceled by one of three, the error names record, model and field, and nothing is written', async () => {
    const one = await Post.create({ id: '8a', title: 'a' });
    await Post.create({ id: '8b', title: 'a' });
    const failure = await failureOf(
      transaction(async (t) => {
        await t.save(one.assign({ title: 'z' }));
        await t.updateFields(Post, '8b', { views: 1 }, { if: { title: 'other' } });
        await t.create(Post, { id: '8c' });
      }),
    );
    expect(failure).toBeInstanceOf(StaleObjectError);
    expect(failure).toMatchObject({
      message:
        'nothing of the transaction was written: TxPost "8b" was not updated: title is not as the write asks for',
      details: { model: 'TxPost', recordKey: '{"id":"8b"}', field: 'title' },
      current: { id: '8b', title: 'a' },
    });
    expect(one).toMatchObject({ isChanged: true });
    expect(await models.stored('8a')).toMatchObject({ title: { S: 'a' } });
    expect(await models.stored('8c')).toBeUndefined();
  });

  test('8. of a key that is there already, RecordNotUnique carries the record that stays new', async () => {
    await Post.create({ id: 'dup' });
    const failure = await failureOf(
      transaction(async (t) => {
        await t.create(Post, { id: 'dup2' });
        await t.create(Post, { id: 'dup' });
      }),
    );
    expect(failure).toBeInstanceOf(RecordNotUnique);
    expect(failure).toMatchObject({
      message: 'nothing of the transaction was written: TxPost "dup" was not written: there is one already',
      record: { id: 'dup', isNewRecord: true },
    });
    expect(await models.stored('dup2')).toBeUndefined();
  });

  test('of a record that was deleted meanwhile is StaleObjectError, and the lock version is taken back', async () => {
    const user = await User.create({ id: 'deleted', name: 'a' });
    await User.delete('deleted');
    const failure = await failureOf(
      transaction(async (t) => {
        await t.save(user.assign({ name: 'b' }));
        await t.create(Post, { id: 'with deleted' });
      }),
    );
    expect(failure).toBeInstanceOf(StaleObjectError);
    expect(failure).toMatchObject({ details: { model: 'TxUser', recordKey: '{"id":"deleted"}' } });
    expect(user.lockVersion).toBe(1);
    expect(await models.stored('with deleted')).toBeUndefined();
  });

  test('never touches an item of another model', async () => {
    await User.create({ id: 'others', name: 'a' });
    const before = await models.stored('others');
    const failure = await failureOf(
      transaction(async (t) => {
        await t.upsert(Post, 'others', { title: 'x' });
      }),
    );
    expect(failure).toBeInstanceOf(RecordNotUnique);
    await transaction(async (t) => {
      await t.delete(Post, 'others');
      await t.upsert(Post, 'beside it', { title: 'x' });
    });
    expect(await models.stored('others')).toEqual(before);
    expect(await models.stored('beside it')).toBeDefined();
  });

  test('what its function throws keeps all from being written; Rollback goes no further', async () => {
    models.received();
    await expect(
      transaction(async (t) => {
        await t.create(Post, { id: 'r1' });
        throw new Error('of the app');
      }),
    ).rejects.toThrow('of the app');
    const result = await transaction(async (t) => {
      await t.create(Post, { id: 'r1' });
      throw new Rollback();
    });
    expect(result).toBeUndefined();
    expect(models.operations()).toEqual([]);
  });

  test('of more than 100 items, or of one item twice, is refused before it is sent', async () => {
    models.received();
    const many = transaction(async (t) => {
      for (let n = 0; n < 101; n += 1) await t.create(Post, { id: `m${n}` });
    });
    expect((await failureOf(many)).message).toBe(
      `action 101 (put of {"id":"m100"} in table "${models.table.tableName}") is one too many: DynamoDB allows at most 100 in a transaction`,
    );
    const twice = transaction(async (t) => {
      await t.create(Post, { id: 'twice' });
      await t.inc(Post, 'twice', { views: 1 });
    });
    expect((await failureOf(twice)).message).toContain('is on the item of action 1');
    expect(models.operations()).toEqual([]);
  });

  test('a write after its function is done is refused', async () => {
    const late = await transaction(async (t) => t);
    expect((await failureOf(late?.create(Post, {}) ?? Promise.resolve())).message).toBe(
      'the transaction is over: await each write within its function',
    );
  });

  test('keeps unique fields: two records change their values with each other', async () => {
    const a = await User.create({ id: 'ua', email: 'a@x' });
    const b = await User.create({ id: 'ub', email: 'b@x' });
    await transaction(async (t) => {
      await t.updateAttributes(a, { email: 'b@x' });
      await t.updateAttributes(b, { email: 'a@x' });
    });
    expect(await models.stored('_unique#TxUser#email#a@x')).toMatchObject({ owner: { S: 'ub' } });
    expect(await models.stored('_unique#TxUser#email#b@x')).toMatchObject({ owner: { S: 'ua' } });
    const failure = await failureOf(
      transaction(async (t) => {
        await t.create(Post, { id: 'beside unique' });
        await t.create(User, { id: 'uc', email: 'a@x' });
      }),
    );
    expect(failure).toMatchObject({
      message:
        'nothing of the transaction was written: TxUser "uc" was not written: another record has the same email',
      details: { field: 'email' },
    });
    const both = await failureOf(
      transaction(async (t) => {
        await t.create(User, { id: 'ud', email: 'd@x' });
        await t.create(User, { id: 'ue', email: 'd@x' });
      }),
    );
    expect(both).toBeInstanceOf(RecordNotUnique);
    expect(await models.stored('ud')).toBeUndefined();
  });
});

test('models over the same client of the app’s own go through one transaction; over two they do not', async () => {
  const config = {
    endpoint: models.faults.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 'test-secret-access-key' },
  };
  const [client, other] = [new DynamoDBClient(config), new DynamoDBClient(config)];
  onTestFinished(() => {
    client.destroy();
    other.destroy();
  });
  await transaction(async (t) => {
    await t.create(User.using(client), { id: 'over-1' });
    await t.create(Post.using(client), { id: 'over-2' });
  });
  expect(models.operations()).toEqual(['TransactWriteItems']);
  const [user, post] = await readTransaction((t) => [
    t.find(User.using(client), 'over-1'),
    t.find(Post.using(client), 'over-2'),
  ]);
  expect([user.id, post.id]).toEqual(['over-1', 'over-2']);
  const mixed = transaction(async (t) => {
    await t.create(User.using(client), { id: 'over-3' });
    await t.create(Post.using(other), { id: 'over-4' });
  });
  expect((await failureOf(mixed)).message).toBe('the models of a transaction go through one client');
  expect(await models.stored('over-3')).toBeUndefined();
});

describe('3.12 a read transaction', () => {
  test('finds across models in one request, in order, one key twice', async () => {
    await User.create({ id: 'f1', name: 'Ann' });
    await Post.create([{ id: 'f2', title: 'a' }, { id: 'f3' }]);
    models.received();
    const [posts, user, none, again] = await readTransaction((t) => [
      t.find(Post, ['f3', 'f2']),
      t.find(User, 'f1'),
      t.find(Post, 'f1', { raiseError: false }),
      t.find(Post, 'f2'),
    ]);
    expect(models.operations()).toEqual(['TransactGetItems']);
    expect(posts.map(({ id }) => id)).toEqual(['f3', 'f2']);
    expect(user).toBeInstanceOf(User);
    expect(user.name).toBe('Ann');
    expect(none).toBeNull();
    expect(again.title).toBe('a');
  });

  test('of a record that is not there is RecordNotFound, naming it', async () => {
    expect(await failureOf(readTransaction((t) => [t.find(Post, 'absent')]))).toMatchObject({
      code: 'RecordNotFound',
      message: 'Couldn\'t find TxPost with primary key "absent"',
    });
  });

  test('of more than 100 items is refused before it is sent', async () => {
    models.received();
    const keys = Array.from({ length: 101 }, (_, n) => `k${n}`);
    expect((await failureOf(readTransaction((t) => [t.find(Post, keys)]))).message).toContain(
      'DynamoDB allows at most 100 in a transaction',
    );
    expect(models.operations()).toEqual([]);
  });
});
