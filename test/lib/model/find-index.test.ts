import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { configure, defineModel, f } from '../../../src/model.ts';
import { failureOf } from '../../helpers/failure.ts';
import { fillTable } from '../../helpers/fill-table.ts';
import { useModelTable } from '../../helpers/model-table.ts';
import { runCommand } from '../../helpers/run-command.ts';
import { shellWords } from '../../helpers/shell-words.ts';
import { useTable } from '../../helpers/table.ts';
import { tableDefinition } from '../../helpers/table-definition.ts';

const models = useModelTable(
  tableDefinition(['id'], {
    global: [
      { name: 'ixAuthor', keys: ['authorId', 'publishedAt:N'] },
      { name: 'ixCity', keys: ['city'] },
      { name: 'ixMail', keys: ['mail'], projection: 'keys' },
      { name: 'ixModel', keys: ['_model'], projection: 'keys' },
    ],
  }),
);
const visits = useTable(
  tableDefinition(['place', 'time:N'], {
    global: [
      { name: 'byGuestName', keys: ['guest', 'name'] },
      { name: 'byGuestTime', keys: ['guest', 'time:N'] },
      { name: 'guestKeys', keys: ['guest'], projection: 'keys' },
    ],
    local: [
      { name: 'byRank', keys: ['place', 'rank:N'], projection: 'keys' },
      { name: 'byName', keys: ['place', 'name'] },
    ],
  }),
);

class Post extends defineModel({
  name: 'IndexPost',
  fields: { authorId: f.string().required(), publishedAt: f.datetime(), title: f.string() },
  globalSecondaryIndexes: [
    { name: 'ixAuthor', partitionKey: 'authorId', sortKey: 'publishedAt', projection: 'all' },
  ],
}) {}

class User extends defineModel({
  name: 'IndexUser',
  fields: { name: f.string(), city: f.string(), mail: f.string() },
  globalSecondaryIndexes: [
    { name: 'ixCity', partitionKey: 'city', projection: 'all' },
    { name: 'ixMail', partitionKey: 'mail' },
    { name: 'ixModel', partitionKey: '_model' },
  ],
}) {}

class Visit extends defineModel({
  name: 'IndexVisit',
  table: { name: visits.tableName, partitionKey: 'place' },
  sortKey: 'time',
  fields: {
    time: f.integer().required(),
    guest: f.string().required(),
    name: f.string().required(),
    rank: f.integer(),
    note: f.string(),
  },
  globalSecondaryIndexes: [
    { name: 'byGuestTime', partitionKey: 'guest', sortKey: 'time', projection: 'all' },
    { name: 'byGuestName', partitionKey: 'guest', sortKey: 'name', projection: 'all' },
    { name: 'guestKeys', partitionKey: 'guest' },
  ],
  localSecondaryIndexes: [
    { name: 'byRank', sortKey: 'rank' },
    { name: 'byName', sortKey: 'name', projection: 'all' },
  ],
}) {}

const warnings: string[] = [];

beforeAll(async () => {
  for (let index = 0; index < 20; index += 1) {
    const publishedAt = index < 15 ? { publishedAt: { N: String(index) } } : {};
    const own = { _model: { S: 'IndexPost' }, authorId: { S: 'josh' }, title: { S: `title ${index}` } };
    await models.put({ id: { S: `post-${index}` }, ...own, ...publishedAt });
  }
  for (let index = 0; index < 3; index += 1) {
    const city = { S: index === 2 ? 'Rome' : 'Chicago' };
    const own = { _model: { S: 'IndexUser' }, name: { S: `user ${index}` }, mail: { S: `${index}@x` } };
    await models.put({ id: { S: `user-${index}` }, ...own, city });
  }
  for (let index = 0; index < 4; index += 1) {
    const key = { place: { S: 'here' }, time: { N: String(index) } };
    const names = {
      guest: { S: index < 2 ? 'g1' : 'g2' },
      name: { S: `n${index}` },
      note: { S: `note ${index}` },
    };
    await models.put({ ...key, ...names, rank: { N: String(10 - index) } }, visits.tableName);
  }
  await Post.find('post-0');
});

afterEach(() => {
  warnings.length = 0;
  configure({ errorOnScan: false, warnOnScan: true, logger: false });
});

function listen(): void {
  configure({ logger: { warn: (line) => warnings.push(line) } });
}

describe('one table: an index that may leave records out', () => {
  test('is not chosen by itself, so that none is missing', async () => {
    expect(await Post.where({ authorId: 'josh' }).all()).toHaveLength(20);
    expect(models.operations()).toEqual(['Scan']);
  });

  test('is taken by withIndex', async () => {
    expect(await Post.where({ authorId: 'josh' }).withIndex('ixAuthor').all()).toHaveLength(15);
    expect(models.operations()).toEqual(['Query']);
  });

  test('is chosen where its sort key is in the conditions', async () => {
    expect(await Post.where({ authorId: 'josh', 'publishedAt.gte': new Date(0) }).all()).toHaveLength(15);
    expect(models.operations()).toEqual(['Query']);
  });

  test('is not chosen for those that lack its sort key', async () => {
    expect(await Post.where({ authorId: 'josh', publishedAt: null }).all()).toHaveLength(5);
    expect(models.operations()).toEqual(['Scan']);
  });

  test('errorOnScan names what may be missing, before any request', async () => {
    configure({ errorOnScan: true });
    const error = await failureOf(Post.where({ authorId: 'josh' }).all());
    expect(error.code).toBe('ScanProhibited');
    expect(error.message).toBe(
      `IndexPost.where(authorId) needs a Scan of table "${models.table.tableName}", which has the items of all models: not index "ixAuthor": it contains only items with publishedAt`,
    );
    expect(error.suggestions).toEqual([
      `withIndex('ixAuthor') takes it all the same, without the records that are not in it`,
    ]);
    expect(models.faults.requests.length).toBe(requestCount());
  });
});

/** Requests that reached the table before the test looked, DescribeTable among them. */
function requestCount(): number {
  expect(models.received()).toEqual([]);
  return models.faults.requests.length;
}

describe('I2: which index answers', () => {
  test('one whose key is required, or in the conditions', async () => {
    expect((await User.where({ city: 'Chicago' }).all()).map(({ name }) => name).sort()).toEqual([
      'user 0',
      'user 1',
    ]);
    const [request] = models.received();
    expect([request?.operation, request?.body['IndexName']]).toEqual(['Query', 'ixCity']);
    expect(request?.body['FilterExpression']).toBe('#n1 = :v1');
  });

  const chosen = (conditions: object): [string, string | undefined] => {
    const { operation, index } = Visit.where(conditions as never).explain();
    return [operation, index];
  };

  test.each([
    ['the table, whose whole key is given', { place: 'here', time: 1, guest: 'g1' }, ['Query', undefined]],
    [
      'a local index, whose sort key is given',
      { place: 'here', 'name.begins_with': 'n' },
      ['Query', 'byName'],
    ],
    ['T1: a local index that projects keys only', { place: 'here', 'rank.gt': 1 }, ['Query', 'byRank']],
    ['a global index, whose sort key is given', { guest: 'g1', name: 'n1' }, ['Query', 'byGuestName']],
    ['the table, whose partition key is given', { place: 'here', guest: 'g1' }, ['Query', undefined]],
    ['among equal ones the first by name', { guest: 'g1' }, ['Query', 'byGuestName']],
    ['a global index, of several values', { 'guest.in': ['g1', 'g2'] }, ['Query', 'byGuestName']],
    [
      'the table, whose whole keys are given',
      { 'place.in': ['here', 'there'], time: 1 },
      ['BatchGetItem', undefined],
    ],
    ['no index for another operator', { 'guest.begins_with': 'g' }, ['Scan', undefined]],
    ['no index for a key that is in a string', { note: 'x' }, ['Scan', undefined]],
  ])('%s: %j', (_, conditions, expected) => {
    expect(chosen(conditions)).toEqual(expected);
  });

  test('I3: never by itself one that does not project all', async () => {
    expect(User.where({ mail: '1@x' }).explain().operation).toBe('Scan');
    expect(User.where({ mail: '1@x' }).explain().why).toContain(
      'not index "ixMail": it projects only keys, but all attributes are requested',
    );
  });

  test('T1: a local index that projects keys gives whole records', async () => {
    const found = await Visit.where({ place: 'here', 'rank.gte': 9 }).all();
    expect(found.map(({ note }) => note)).toEqual(['note 1', 'note 0']);
    expect(models.received().map(({ body }) => [body['IndexName'], body['Select']])).toEqual([
      ['byRank', 'ALL_ATTRIBUTES'],
    ]);
  });

  test('T1: a filter on what a local index does not project is a Query of the table', () => {
    expect(chosen({ place: 'here', 'rank.gte': 9, note: 'note 1' })).toEqual(['Query', undefined]);
  });

  test('T8: consistent reads never take a global index', async () => {
    const found = await Visit.where({ guest: 'g1' }).consistent().all();
    expect(found).toHaveLength(2);
    const [request] = models.received();
    expect([request?.operation, request?.body.ConsistentRead, request?.body['IndexName']]).toEqual([
      'Scan',
      true,
      undefined,
    ]);
  });

  test('H12: a global index that is named cannot be read consistently: InvalidQuery before a request', async () => {
    const error = await failureOf(Visit.where({ guest: 'g1' }).withIndex('guestKeys').consistent().all());
    expect(error.code).toBe('InvalidQuery');
    expect(models.operations()).toEqual([]);
  });

  test('an index that is not declared is MissingIndex, with those that are', async () => {
    const error = await failureOf(
      User.where({ city: 'x' })
        .withIndex('ixCty' as never)
        .all(),
    );
    expect(error.code).toBe('MissingIndex');
    expect(error.message).toBe('IndexUser declares no index "ixCty"');
    expect(error.suggestions).toEqual(['did you mean ixCity?', 'its indexes: ixCity, ixMail, ixModel']);
  });

  test('pluck and project take an index that has what they ask for', async () => {
    expect(await Visit.where({ guest: 'g1' }).pluck('time')).toEqual([0, 1]);
    expect(models.received().at(-1)?.body['IndexName']).toBe('guestKeys');
  });
});

describe('one table with many records', () => {
  test('those of a city are one Query of 11 units at most', async () => {
    const users = Array.from({ length: 500 }, (_, index) => ({
      id: { S: `many-${index}` },
      _model: { S: 'IndexUser' },
      name: { S: `user number ${index}` },
      city: { S: 'Lima' },
      createdAt: { N: '1532131200.123' },
      updatedAt: { N: '1532131200.123' },
    }));
    await fillTable(models.table.client, models.table.tableName, users);
    let units = 0;
    models.faults.script = ({ operation }) => {
      if (operation !== 'Query') return undefined;
      return {
        change: (response) => {
          units += (response as { ConsumedCapacity: { CapacityUnits: number } }).ConsumedCapacity
            .CapacityUnits;
          return response;
        },
      };
    };
    expect(await User.where({ city: 'Lima' }).all()).toHaveLength(500);
    expect(models.operations()).toEqual(['Query']);
    expect(units).toBeGreaterThan(0);
    expect(units).toBeLessThanOrEqual(11);
    expect(await User.where({ city: 'Lima' }).deleteAll()).toBe(500);
  }, 30_000);
});

describe('counting', () => {
  test('B8, H14: count counts, by the narrowest index that has all records', async () => {
    expect(await User.count()).toBe(3);
    expect(
      models.received().map(({ operation, body }) => [operation, body['IndexName'], body['Select']]),
    ).toEqual([['Query', 'ixModel', 'COUNT']]);
    expect(await Visit.where({ guest: 'g2' }).count()).toBe(2);
    expect(models.received().map(({ body }) => [body['IndexName'], body['Select']])).toEqual([
      ['guestKeys', 'COUNT'],
    ]);
  });

  test('B8: without conditions it is a Scan of the narrowest index that has all records', async () => {
    expect(await Visit.count()).toBe(4);
    expect(models.received().map(({ operation, body }) => [operation, body['IndexName']])).toEqual([
      ['Scan', 'guestKeys'],
    ]);
  });

  test('B8: approximateCount is what DescribeTable says', async () => {
    expect(typeof (await Visit.approximateCount())).toBe('number');
    expect(models.faults.requests.at(-1)?.operation).toBe('DescribeTable');
  });
});

describe('H18: what a Scan costs is said', () => {
  test('H18: with the items, the read units, and the index that would help', async () => {
    listen();
    await User.where({ name: 'user 1', 'mail.gt': '0' }).all();
    expect(warnings).toEqual([
      `IndexUser.where(name, mail.gt) by a Scan of table "${models.table.tableName}", which has the items of all models read 23 items to find 1: 0.5 read units; not index "ixModel": it projects only keys, but all attributes are requested; an index would help: globalSecondaryIndexes: [{ partitionKey: 'name', sortKey: 'mail', projection: 'all' }]`,
    ]);
  });

  test('also of all and count, of a model that has no index for it', async () => {
    listen();
    await Post.all().all();
    expect(await Post.count()).toBe(20);
    const target = `table "${models.table.tableName}", which has the items of all models`;
    const help = `an index would help: globalSecondaryIndexes: [{ partitionKey: '_model', projection: 'all' }]`;
    expect(warnings).toEqual([
      `IndexPost.all() by a Scan of ${target} read 23 items to find 20: 0.5 read units; ${help}`,
      `IndexPost.all() by a Scan of ${target} read 23 items to find 20: 0.5 read units; ${help}`,
    ]);
  });

  test('not of a Query, nor of all of a table that the model has alone', async () => {
    listen();
    await User.where({ city: 'Rome' }).all();
    await Visit.all().all();
    expect(warnings).toEqual([]);
  });

  test('N warnOnScan: false says nothing', async () => {
    listen();
    configure({ warnOnScan: false });
    await User.where({ name: 'x' }).all();
    expect(warnings).toEqual([]);
  });

  test('N errorOnScan: refuses all, count, first and deleteAll too, and lets a whole table of the model’s own pass', async () => {
    configure({ errorOnScan: true });
    for (const call of [
      () => Post.all().all(),
      () => Post.count(),
      () => Post.first(),
      () => Post.where({ title: 'x' }).deleteAll(),
      () => Post.where({ title: 'x' }).page({ size: 3 }),
    ]) {
      expect((await failureOf(call())).code).toBe('ScanProhibited');
    }
    expect(models.operations()).toEqual([]);
    expect(await Visit.all().all()).toHaveLength(4);
  });
});

describe('I4: findAllBySecondaryIndex', () => {
  test('takes the index that has exactly these keys, whatever it projects', async () => {
    const found = await Visit.findAllBySecondaryIndex({ guest: 'g1' }, { range: { 'name.gt': 'n0' } });
    expect(found.map(({ note }) => note)).toEqual(['note 1']);
    expect(models.received().map(({ body }) => body['IndexName'])).toEqual(['byGuestName']);
  });

  test('gets whole records where the index has keys only, and none of another model', async () => {
    const other = { _model: { S: 'IndexPost' }, authorId: { S: 'x' }, mail: { S: '1@x' } };
    await models.put({ id: { S: 'post-mail' }, ...other });
    const found = await User.findAllBySecondaryIndex({ mail: '1@x' });
    expect(found.map(({ id, name }) => [id, name])).toEqual([['user-1', 'user 1']]);
    expect(models.operations()).toEqual(['Query', 'BatchGetItem']);
    await models.put({ id: { S: 'post-mail' }, _model: { S: 'IndexGone' } });
  });

  test('withIndex does too, with conditions, limits and counts', async () => {
    const chain = User.where({ mail: '1@x', city: 'Chicago' }).withIndex('ixMail');
    expect((await chain.recordLimit(1).all()).map(({ name }) => name)).toEqual(['user 1']);
    expect(await chain.count()).toBe(1);
    expect(await chain.where({ name: 'nobody' }).count()).toBe(0);
    expect(await chain.pluck('name')).toEqual(['user 1']);
    expect(chain.explain().why.at(-1)).toBe('whole items are got by BatchGetItem: the index has only keys');
  });

  test('reads backwards, and no more than the limit', async () => {
    const found = await Visit.findAllBySecondaryIndex(
      { guest: 'g2' },
      { range: { 'name.between': ['n0', 'n9'] }, scanIndexForward: false, limit: 1 },
    );
    expect(found.map(({ name }) => name)).toEqual(['n3']);
  });

  test('is MissingIndex where none has these keys', async () => {
    const error = await failureOf(Post.findAllBySecondaryIndex({ authorId: 'josh' }));
    expect(error.code).toBe('MissingIndex');
    expect(error.message).toBe(
      `IndexPost declares no index with exactly these keys: { partitionKey: 'authorId' }`,
    );
    expect(models.operations()).toEqual([]);
  });
});

describe('an index that is not in the table', () => {
  test('is IndexNotFound, with the way to make it', async () => {
    await forget(models.table.tableName, 'ixCity');
    const error = await failureOf(User.where({ city: 'Rome' }).all());
    expect(error.code).toBe('IndexNotFound');
    expect(error.suggestions).toEqual([
      'IndexUser declares it with the key city (S); to create it: autodyne index create ixCity --partition-key city:S',
    ]);
    await follow(error.suggestions[0]);
    expect(await User.where({ city: 'Rome' }).all()).not.toEqual([]);
  });

  test('of a table of its own: the command names the table, the sort key and its type', async () => {
    await forget(visits.tableName, 'byGuestTime');
    const error = await failureOf(Visit.where({ guest: 'josh', time: 3 }).withIndex('byGuestTime').all());
    expect(error.suggestions).toEqual([
      `IndexVisit declares it with the key guest (S), time (N); to create it: autodyne index create byGuestTime --partition-key guest:S --sort-key time:N --table ${visits.tableName}`,
    ]);
    await follow(error.suggestions[0]);
    const found = Visit.where({ guest: 'josh', time: 3 }).withIndex('byGuestTime').all();
    await expect(found).resolves.toBeInstanceOf(Array);
  });

  /** Runs the command that is at the end of a suggestion. */
  async function follow(suggestion = ''): Promise<void> {
    const [, ...args] = shellWords(suggestion.slice(suggestion.indexOf(': autodyne ') + 2));
    const run = await runCommand(args, { env: { ...models.table.env, AUTODYNE_PROXY_URL: 'direct' } });
    expect(run.exitCode, run.stderr).toBe(0);
  }

  async function forget(TableName: string, IndexName: string): Promise<void> {
    const { client } = models.table;
    const GlobalSecondaryIndexUpdates = [{ Delete: { IndexName } }];
    await client.send(new UpdateTableCommand({ TableName, GlobalSecondaryIndexUpdates }));
  }
});
