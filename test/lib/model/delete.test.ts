import { describe, expect, test } from 'vitest';
import { defineModel, f } from '../../../src/model.ts';
import { emptyTable } from '../../helpers/empty-table.ts';
import { failureOf } from '../../helpers/failure.ts';
import { useModelTable } from '../../helpers/model-table.ts';

const models = useModelTable();

class User extends defineModel({ name: 'DeleteUser', fields: { name: f.string() } }) {}
class Post extends defineModel({ name: 'DeletePost', fields: { title: f.string() } }) {}

describe('G2: delete and destroy of a record', () => {
  test.each(['delete', 'destroy', 'destroyOrThrow'] as const)('%s is one DeleteItem', async (method) => {
    const user = await User.create({ id: `gone-${method}`, name: 'a' });
    models.received();
    expect(await user[method]()).toBe(user);
    expect(user).toMatchObject({ isDestroyed: true, isPersisted: false, name: 'a' });
    const [request, ...others] = models.received();
    expect(others).toEqual([]);
    expect(request).toMatchObject({
      operation: 'DeleteItem',
      body: { ConditionExpression: '#n0 = :v0', ExpressionAttributeNames: { '#n0': '_model' } },
    });
    expect(await models.stored(`gone-${method}`)).toBeUndefined();
  });

  test('an item that is gone already is no error', async () => {
    const user = await User.create({ id: 'twice' });
    await User.delete('twice');
    expect(await user.destroy()).toBe(user);
    expect(user.isDestroyed).toBe(true);
    models.received();
    await user.delete();
    expect(models.operations()).toEqual([]);
  });

  test("another model's item that has taken the key stays", async () => {
    const user = await User.create({ id: 'taken' });
    await User.delete('taken');
    await Post.create({ id: 'taken', title: 't' });
    const before = await models.stored('taken');
    await user.delete();
    expect(await models.stored('taken')).toEqual(before);
  });
});

describe('G2: Model.delete', () => {
  test('of one key, without loading', async () => {
    await User.create({ id: 'one' });
    models.received();
    await User.delete('one');
    expect(models.operations()).toEqual(['DeleteItem']);
    expect(await models.stored('one')).toBeUndefined();
  });

  test("of many keys in the one table: a guarded request each; another model's item stays", async () => {
    await User.create([{ id: 'many-1' }, { id: 'many-2' }]);
    await Post.create({ id: 'many-3' });
    models.received();
    await User.delete(['many-1', 'many-2', 'many-3', 'many-1', 'absent']);
    const requests = models.received();
    expect(requests.map(({ operation }) => operation)).toEqual(Array(4).fill('DeleteItem'));
    expect(requests.every(({ body }) => body.ConditionExpression === '#n0 = :v0')).toBe(true);
    expect(await models.stored('many-1')).toBeUndefined();
    expect(await models.stored('many-2')).toBeUndefined();
    expect(await models.stored('many-3')).toMatchObject({ _model: { S: 'DeletePost' } });
  });

  test('of many keys in a table alone: a batch, what is left unprocessed sent again', async () => {
    const name = await emptyTable(models.table.client);
    class Note extends defineModel({ name: 'DeleteNote', table: { name }, fields: {} }) {}
    await Note.create([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
    models.received();
    let left = 1;
    models.faults.script = ({ operation }) => {
      if (operation !== 'BatchWriteItem' || left === 0) return undefined;
      left -= 1;
      return { unprocessed: 2 };
    };
    await Note.delete(['a', 'b', 'c']);
    expect(models.operations()).toEqual(['BatchWriteItem', 'BatchWriteItem']);
    for (const id of ['a', 'b', 'c']) expect(await models.stored(id, name)).toBeUndefined();
  });

  test('a key of null is missing, and nothing is deleted', async () => {
    await User.create({ id: 'kept' });
    models.received();
    const error = await failureOf(User.delete(['kept', null as never]));
    expect(error.code).toBe('MissingPartitionKey');
    expect(models.operations()).toEqual([]);
  });
});
