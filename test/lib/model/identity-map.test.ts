import { setTimeout } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import {
  configure,
  defineModel,
  f,
  readTransaction,
  transaction,
  withIdentityMap,
} from '../../../src/model.ts';
import { useModelTable } from '../../helpers/model-table.ts';
import { useTable } from '../../helpers/table.ts';
import { tableDefinition } from '../../helpers/table-definition.ts';

const models = useModelTable();
const logs = useTable(tableDefinition(['log', 'at:N']));
const found: string[] = [];

class User extends defineModel({
  name: 'KnownUser',
  fields: { name: f.string(), rank: f.integer(), email: f.string().unique(), born: f.date() },
}) {
  static {
    this.afterFind((user) => void found.push(user.id ?? ''));
  }
}
class Animal extends defineModel({ name: 'KnownAnimal', fields: { name: f.string(), type: f.string() } }) {}
class Cat extends Animal.subclass({ name: 'KnownCat', fields: { lives: f.integer() } }) {
  static {
    this.register();
  }
}
class Post extends defineModel({ name: 'KnownPost', fields: { userId: f.string() } }) {
  get user() {
    return this.belongsTo(() => User, { foreignKey: 'userId' });
  }
}

beforeEach(() => {
  configure({ identityMap: true });
  found.length = 0;
});

afterAll(() => configure({ identityMap: undefined }));

function writtenElsewhere(id: string, name: string): Promise<void> {
  return models.put({ id: { S: id }, _model: { S: 'KnownUser' }, name: { S: name } });
}

describe('P5: within withIdentityMap an item is one record', () => {
  test('find of what was loaded is the same object, and no request', async () => {
    await User.create({ id: 'a', name: 'Ann' });
    models.received();
    await withIdentityMap(async () => {
      const user = await User.find('a');
      expect(await User.find('a')).toBe(user);
      expect((await User.findAll(['a', 'a']))[1]).toBe(user);
      expect(models.operations()).toEqual(['GetItem']);
      expect(found).toEqual(['a']);
      expect((await User.where({ name: 'Ann' }).all())[0]).toBe(user);
      expect(await User.findAny('a')).toBe(user);
      const [read] = await readTransaction((t) => [t.find(User, 'a')]);
      expect(read).toBe(user);
    });
  });

  test('of many keys only those that are not known are asked for, in their order', async () => {
    await User.create([{ id: 'm1' }, { id: 'm2' }, { id: 'm3' }]);
    await withIdentityMap(async () => {
      const second = await User.find('m2');
      models.received();
      const users = await User.findAll(['m1', 'm2', 'gone', 'm3']);
      expect(users.map(({ id }) => id)).toEqual(['m1', 'm2', 'm3']);
      expect(users[1]).toBe(second);
      const [request] = models.received();
      expect(JSON.stringify(request?.body.RequestItems)).not.toContain('m2');
    });
  });

  test('a record that is saved is known; one that is deleted is not', async () => {
    await withIdentityMap(async () => {
      const user = await User.create({ id: 'b' });
      expect(await User.find('b')).toBe(user);
      const [imported] = await Post.import([{ id: 'b-post', userId: 'b' }]);
      expect(await Post.find('b-post')).toBe(imported);
      expect(await imported?.user.get()).toBe(user);
      await user.destroy();
      expect(await User.find('b', { raiseError: false })).toBeNull();
      await Post.delete('b-post');
      expect(await Post.find('b-post', { raiseError: false })).toBeNull();
    });
  });

  test('what deleteAll deletes is not known either', async () => {
    await withIdentityMap(async () => {
      await Post.create({ id: 'c', userId: 'deleteAll' });
      await Post.where({ userId: 'deleteAll' }).deleteAll();
      expect(await Post.find('c', { raiseError: false })).toBeNull();
    });
  });

  test('after a write by key the same record follows the item', async () => {
    await User.create({ id: 'd', rank: 1 });
    await withIdentityMap(async () => {
      const user = await User.find('d');
      expect(await User.updateFields('d', { rank: 5 })).toBe(user);
      expect(user.rank).toBe(5);
      await User.inc('d', { rank: 2 });
      expect(await User.find('d')).toBe(user);
      expect(user.rank).toBe(7);
      await transaction((t) => t.inc(User, 'd', { rank: 1 }));
      await User.find('d');
      expect(user.rank).toBe(8);
      expect(await User.upsert('d', { name: 'x' })).toBe(user);
    });
  });

  test('T19: a read decodes values, and changes that are not saved stay', async () => {
    await User.create({ id: 'e', name: 'Ann', born: '2000-01-02' });
    await withIdentityMap(async () => {
      const user = await User.find('e');
      user.rank = 9;
      await models.put({
        id: { S: 'e' },
        _model: { S: 'KnownUser' },
        name: { S: 'Bea' },
        born: { N: '10958' },
        rank: { N: '1' },
      });
      expect(await User.find('e')).toBe(user);
      expect(user.name).toBe('Ann');
      expect(await User.find('e', { consistentRead: true })).toBe(user);
      expect([user.name, user.born, user.rank]).toEqual(['Bea', '2000-01-02', 9]);
      expect(user.changes).toEqual({ rank: [1, 9] });
    });
  });

  test('reload reads again, and loses what was changed', async () => {
    await User.create({ id: 'f', name: 'Ann' });
    await withIdentityMap(async () => {
      const user = await User.find('f');
      user.name = 'x';
      await writtenElsewhere('f', 'Bea');
      await user.reload();
      expect([user.name, await User.find('f')]).toEqual(['Bea', user]);
    });
  });

  test('a record of another model or class is not given', async () => {
    await Cat.create({ id: 'g', name: 'Tom' });
    await Animal.create({ id: 'h', name: 'Rex' });
    await withIdentityMap(async () => {
      const cat = await Animal.find('g');
      expect(cat).toBeInstanceOf(Cat);
      expect(await Cat.find('g')).toBe(cat);
      expect(await User.find('g', { raiseError: false })).toBeNull();
      await Animal.find('h');
      expect(await Cat.find('h', { raiseError: false })).toBeNull();
    });
  });
});

describe('P5: through a client, and with a sort key', () => {
  class Entry extends defineModel({
    name: 'KnownEntry',
    table: { name: logs.tableName, partitionKey: 'log' },
    sortKey: 'at',
    fields: { at: f.integer().required(), text: f.string() },
  }) {}

  test('a record is known by both parts of its key', async () => {
    await Entry.create([
      { log: 'a', at: 1, text: 'one' },
      { log: 'a', at: 2, text: 'two' },
      { log: 'b', at: 1, text: 'three' },
    ]);
    await withIdentityMap(async () => {
      const all = await Entry.where({ log: 'a' }).all();
      models.received();
      expect(await Entry.find(['a', 1])).toBe(all[0]);
      expect(await Entry.find(['a', 2])).toBe(all[1]);
      expect(models.operations()).toEqual([]);
      const other = await Entry.find(['b', 1]);
      expect(other.text).toBe('three');
      expect(
        await Entry.findAll([
          ['b', 1],
          ['a', 2],
        ]),
      ).toEqual([other, all[1]]);
      expect(models.operations()).toEqual(['GetItem']);
      await Entry.delete(['a', 1]);
      expect(await Entry.find(['a', 1], { raiseError: false })).toBeNull();
      expect(await Entry.find(['a', 2])).toBe(all[1]);
    });
  });

  test('what goes through another client is another record: it may be another table', async () => {
    const client = new DynamoDBClient({
      endpoint: models.faults.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 'test-secret-access-key' },
    });
    try {
      await User.create({ id: 'using', name: 'Ann' });
      await withIdentityMap(async () => {
        const Through = User.using(client);
        const own = await User.find('using');
        const through = await Through.find('using');
        expect(through).not.toBe(own);
        models.received();
        expect(await Through.find('using')).toBe(through);
        expect(await User.using(client).find('using')).toBe(through);
        expect(await User.find('using')).toBe(own);
        expect(models.operations()).toEqual([]);
        await through.updateAttributes({ name: 'Bea' });
        expect(own.name).toBe('Ann');
        await through.destroy();
        expect(await Through.find('using', { raiseError: false })).toBeNull();
      });
    } finally {
      client.destroy();
    }
  });
});

describe('scopes', () => {
  test('two requests at the same time share nothing', async () => {
    await User.create({ id: 'i', name: 'Ann' });
    const request = (name: string): Promise<User> =>
      withIdentityMap(async () => {
        const user = await User.find('i');
        user.name = name;
        await setTimeout(10);
        expect(await User.find('i')).toBe(user);
        return user;
      });
    const [first, second] = await Promise.all([request('one'), request('two')]);
    expect(first).not.toBe(second);
    expect([first?.name, second?.name]).toEqual(['one', 'two']);
  });

  test('N identityMap: nothing is known outside, nor where the setting is off', async () => {
    await User.create({ id: 'j' });
    expect(await User.find('j')).not.toBe(await User.find('j'));
    configure({ identityMap: false });
    await withIdentityMap(async () => {
      expect(await User.find('j')).not.toBe(await User.find('j'));
    });
  });

  test('what the work gives is given, a promise or not', async () => {
    expect(withIdentityMap(() => 3)).toBe(3);
    await expect(withIdentityMap(() => Promise.reject(new Error('x')))).rejects.toThrow('x');
  });
});
