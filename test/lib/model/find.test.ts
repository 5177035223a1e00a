import { beforeAll, describe, expect, test } from 'vitest';
import { configure, defineModel, f, RecordNotFound } from '../../../src/model.ts';
import { failureOf } from '../../helpers/failure.ts';
import { useModelTable } from '../../helpers/model-table.ts';
import { useTable } from '../../helpers/table.ts';
import { tableDefinition } from '../../helpers/table-definition.ts';

const models = useModelTable();
const posts = useTable(tableDefinition(['postId', 'postedAt:N']));

class User extends defineModel({
  name: 'FindUser',
  fields: { name: f.string(), rank: f.integer().default(7), tags: f.set(f.integer()) },
}) {
  hello() {
    return `I am ${this.name}`;
  }
}

class Address extends defineModel({ name: 'FindAddress', fields: { city: f.string() } }) {
  static {
    this.register();
  }
}

class Post extends defineModel({
  name: 'FindPost',
  table: { name: posts.tableName, partitionKey: 'postId' },
  sortKey: 'postedAt',
  fields: { postedAt: f.datetime().required(), body: f.string() },
}) {}

const user = (id: string, name: string) => ({ id: { S: id }, _model: { S: 'FindUser' }, name: { S: name } });

beforeAll(async () => {
  await models.put({ ...user('u1', 'Josh'), tags: { NS: ['1', '2'] }, legacy: { S: 'x' } });
  await models.put(user('u2', 'Nick'));
  await models.put({ id: { S: 'a1' }, _model: { S: 'FindAddress' }, city: { S: 'Rome' } });
  await models.put({ id: { S: 'x1' }, _model: { S: 'FindStranger' } });
  await models.put({ id: { S: 'x2' } });
  for (const second of [1, 2]) {
    const key = { postId: { S: 'p' }, postedAt: { N: String(1_532_131_200 + second) } };
    await models.put({ ...key, body: { S: `post ${second}` } }, posts.tableName);
  }
  await User.find('u1');
});

describe('H1: find of one', () => {
  test('gives a record of the class, by one GetItem', async () => {
    const found = await User.find('u1');
    expect(found).toBeInstanceOf(User);
    expect(found.hello()).toBe('I am Josh');
    expect(found.tags).toEqual(new Set([1, 2]));
    expect(found.isPersisted).toBe(true);
    expect(models.operations()).toEqual(['GetItem']);
  });

  test('C3: an attribute that the item lacks is loaded as the default', async () => {
    expect((await User.find('u1')).rank).toBe(7);
  });

  test('S5: reads consistently where that is asked for', async () => {
    await User.find('u1', { consistentRead: true });
    await User.find('u1');
    expect(models.received().map(({ body }) => body.ConsistentRead)).toEqual([true, undefined]);
  });

  test('what is not there is RecordNotFound', async () => {
    const error = await failureOf(User.find('none'));
    expect(error).toBeInstanceOf(RecordNotFound);
    expect(error.message).toBe(`Couldn't find FindUser with primary key "none"`);
    expect(error.code).toBe('RecordNotFound');
  });

  test('what is not there is null where no error is wanted', async () => {
    expect(await User.find('none', { raiseError: false })).toBeNull();
  });

  test('a key that is missing is MissingPartitionKey before a request', async () => {
    const error = await failureOf(User.find(null as never));
    expect(error.code).toBe('MissingPartitionKey');
    expect(models.operations()).toEqual([]);
  });

  test('the key is cast as its field says', async () => {
    await models.put({ ...user('12', 'Number') });
    expect((await User.find(12 as unknown as string)).name).toBe('Number');
  });
});

describe('one table: find of what is another model’s', () => {
  test('is RecordNotFound', async () => {
    expect((await failureOf(User.find('a1'))).code).toBe('RecordNotFound');
    expect((await failureOf(User.find('x2'))).code).toBe('RecordNotFound');
  });

  test('findAny gives whichever model it is, and null where nothing is', async () => {
    expect(await User.findAny('a1')).toBeInstanceOf(Address);
    expect(await Address.findAny('u1')).toBeInstanceOf(User);
    expect(await User.findAny('none')).toBeNull();
    expect(models.operations()).toEqual(['GetItem', 'GetItem', 'GetItem']);
  });

  test('findAny of a model that is not known says which', async () => {
    const error = await failureOf(User.findAny('x1'));
    expect(error.message).toBe('the item is of the model "FindStranger", which is not known');
    expect(error.code).toBe('SubclassNotFound');
  });
});

describe('H1: find by partition key and sort key', () => {
  test('takes a pair, each cast and stored as its field is', async () => {
    const found = await Post.find(['p', new Date((1_532_131_200 + 2) * 1000)]);
    expect(found.body).toBe('post 2');
    expect(models.received()[0]?.body.Key).toEqual({ postId: { S: 'p' }, postedAt: { N: '1532131202' } });
  });

  test('takes ISO text for a datetime', async () => {
    expect((await Post.find(['p', '2018-07-21T00:00:01Z'])).body).toBe('post 1');
  });

  test('names both in what it does not find', async () => {
    const error = await failureOf(Post.find(['p', '2018-07-21T00:00:09Z']));
    expect(error.message).toBe(`Couldn't find FindPost with primary key ("p",1532131209)`);
  });

  test('R6: without the sort key it is MissingSortKey before a request', async () => {
    const error = await failureOf(Post.find('p' as never));
    expect(error.code).toBe('MissingSortKey');
    expect(models.operations()).toEqual([]);
  });

  test('takes many pairs', async () => {
    const found = await Post.find([
      ['p', '2018-07-21T00:00:02Z'],
      ['p', '2018-07-21T00:00:01Z'],
    ]);
    expect(found.map(({ body }) => body)).toEqual(['post 2', 'post 1']);
    expect(models.operations()).toEqual(['BatchGetItem']);
  });
});

describe('H2: find of several', () => {
  test('is one BatchGetItem, and keeps the order of the keys', async () => {
    const found = await User.find(['u2', 'u1']);
    expect(found.map(({ name }) => name)).toEqual(['Nick', 'Josh']);
    expect(models.operations()).toEqual(['BatchGetItem']);
  });

  test('T15: a key that comes twice is asked for once, and given twice', async () => {
    const found = await User.find(['u1', 'u2', 'u1']);
    expect(found.map(({ name }) => name)).toEqual(['Josh', 'Nick', 'Josh']);
    const [request] = models.received();
    const asked = request?.body.RequestItems as unknown as Record<string, { Keys: unknown[] }>;
    expect(asked[models.table.tableName]?.Keys).toHaveLength(2);
  });

  test('of none sends nothing', async () => {
    expect(await User.find([])).toEqual([]);
    expect(models.operations()).toEqual([]);
  });

  test('says how many were not there, another model’s among them', async () => {
    const error = await failureOf(User.find(['u1', 'none', 'u2', 'a1']));
    expect(error.message).toBe(
      `Couldn't find all FindUser records with primary keys ["u1", "none", "u2", "a1"] (found 2 results, but was looking for 4)`,
    );
  });

  test('gives those that are there where no error is wanted', async () => {
    const found = await User.find(['u1', 'none', 'a1'], { raiseError: false });
    expect(found.map(({ name }) => name)).toEqual(['Josh']);
  });

  test('H3: findAll gives those that are there', async () => {
    expect((await User.findAll(['none', 'u2'])).map(({ name }) => name)).toEqual(['Nick']);
  });

  test('N batchSize: how many keys one request asks for', async () => {
    configure({ batchSize: 2 });
    try {
      await User.findAll(['a', 'b', 'c', 'd', 'e']);
      expect(models.operations()).toEqual(['BatchGetItem', 'BatchGetItem', 'BatchGetItem']);
    } finally {
      configure({ batchSize: 100 });
    }
  });

  test('asks for unprocessed keys again, after the wait that backoff says', async () => {
    let isFirst = true;
    models.faults.script = ({ operation }) => {
      if (operation !== 'BatchGetItem' || !isFirst) return undefined;
      isFirst = false;
      return { unprocessed: 2 };
    };
    configure({ backoff: { constant: 0.01 } });
    try {
      const found = await User.find(['u1', 'u2']);
      expect(found.map(({ name }) => name)).toEqual(['Josh', 'Nick']);
      expect(models.operations()).toEqual(['BatchGetItem', 'BatchGetItem']);
    } finally {
      configure({ backoff: undefined });
    }
  });
});

describe('H4: finders of a field', () => {
  test('findById is a GetItem that raises nothing', async () => {
    expect((await User.findById('u1'))?.name).toBe('Josh');
    expect(await User.findById('none')).toBeNull();
    expect(models.operations()).toEqual(['GetItem', 'GetItem']);
  });

  test('findByName gives the first, findAllByName all', async () => {
    expect((await User.findByName('Nick'))?.id).toBe('u2');
    expect(await User.findByName('nobody')).toBeNull();
    expect((await User.findAllByName('Nick')).map(({ id }) => id)).toEqual(['u2']);
  });

  test('findBy and findAllBy take conditions', async () => {
    expect((await User.findBy({ name: 'Nick', 'tags.null': true }))?.id).toBe('u2');
    expect((await User.findAllBy({ name: 'Josh' })).map(({ id }) => id)).toEqual(['u1']);
  });
});

describe('reload', () => {
  test('reads the item again, consistently, and drops what was changed', async () => {
    const found = await User.find('u2');
    found.name = 'changed';
    await models.put({ ...user('u2', 'Nick'), rank: { N: '9' } });
    expect(await found.reload()).toBe(found);
    expect([found.name, found.rank, found.isChanged]).toEqual(['Nick', 9, false]);
    expect(models.received().at(-1)?.body.ConsistentRead).toBe(true);
  });

  test('of what is gone is RecordNotFound', async () => {
    const found = await User.find('12');
    await models.put({ id: { S: '12' }, _model: { S: 'FindAddress' } });
    expect((await failureOf(found.reload())).message).toBe(`Couldn't find FindUser with primary key "12"`);
  });
});

describe('H17: exists', () => {
  test('by key, and by several', async () => {
    expect(await User.exists('u1')).toBe(true);
    expect(await User.exists('a1')).toBe(false);
    expect(await User.exists(['u1', 'u2'] as never)).toBe(true);
    expect(await User.exists(['u1', 'none'] as never)).toBe(false);
  });

  test('by conditions', async () => {
    expect(await User.exists({ name: 'Josh' })).toBe(true);
    expect(await User.exists({ name: 'nobody' })).toBe(false);
  });
});
