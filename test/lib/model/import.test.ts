import { paginateScan } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, test } from 'vitest';
import {
  AutodyneError,
  configure,
  defineBackoff,
  defineModel,
  f,
  RecordNotUnique,
} from '../../../src/model.ts';
import { emptyTable } from '../../helpers/empty-table.ts';
import { failureOf } from '../../helpers/failure.ts';
import { serviceError } from '../../helpers/faults.ts';
import { useModelTable } from '../../helpers/model-table.ts';

const models = useModelTable();

class User extends defineModel({
  name: 'ImportUser',
  fields: { name: f.string(), rank: f.integer().default(3) },
}) {}
class Post extends defineModel({ name: 'ImportPost', fields: { title: f.string() } }) {}

async function countOf(tableName: string, model: string): Promise<number> {
  let count = 0;
  const scan = {
    TableName: tableName,
    Select: 'COUNT' as const,
    FilterExpression: '#m = :m',
    ExpressionAttributeNames: { '#m': '_model' },
    ExpressionAttributeValues: { ':m': { S: model } },
  };
  for await (const page of paginateScan({ client: models.table.client }, scan)) count += page.Count ?? 0;
  return count;
}

describe('E9: import', () => {
  test('writes batches of 25, with ids, defaults and timestamps; the records are persisted and clean', async () => {
    const users = await User.import(Array.from({ length: 60 }, (_, at) => ({ name: `user ${at}` })));
    expect(models.operations()).toEqual(['BatchWriteItem', 'BatchWriteItem', 'BatchWriteItem']);
    expect(users).toHaveLength(60);
    expect(users[59]).toBeInstanceOf(User);
    expect(users[59]).toMatchObject({ name: 'user 59', rank: 3, isPersisted: true, isChanged: false });
    const item = await models.stored(users[59]?.id ?? '');
    expect(item).toMatchObject({ name: { S: 'user 59' }, rank: { N: '3' }, _model: { S: 'ImportUser' } });
    expect(item).toHaveProperty('createdAt');
    expect(item).toHaveProperty('updatedAt');
  });

  test('of nothing sends nothing', async () => {
    expect(await User.import([])).toEqual([]);
    expect(models.operations()).toEqual([]);
  });

  test('of a given id replaces a record of the same model', async () => {
    await User.create({ id: 'again', name: 'a' });
    await User.import([{ id: 'again', name: 'b' }]);
    expect(await models.stored('again')).toMatchObject({ name: { S: 'b' } });
  });

  test('in the one table given ids are put one by one under guard, the others in batches', async () => {
    await User.import([{ id: 'given', name: 'a' }, { name: 'b' }]);
    const requests = models.received();
    expect(requests.map(({ operation }) => operation).sort()).toEqual(['BatchWriteItem', 'PutItem']);
    const put = requests.find(({ operation }) => operation === 'PutItem');
    expect(put?.body.ConditionExpression).toBe('(attribute_not_exists(#n0) OR #n1 = :v0)');
    expect(put?.body.ExpressionAttributeNames).toEqual({ '#n0': 'id', '#n1': '_model' });
  });

  test('goes on with the others where another model has an id, and throws once', async () => {
    await User.create([{ id: 'alice', name: 'Alice' }, { id: 'bob' }]);
    const before = await models.stored('alice');
    const error = await failureOf(
      Post.import([{ id: 'alice' }, { id: 'carol' }, { title: 'x' }, { id: 'bob' }, { id: 'dave' }]),
    );
    expect(error).toBeInstanceOf(RecordNotUnique);
    expect(error).toMatchObject({
      message:
        'ImportPost.import did not write 2 of 5 records, since other models have their ids: "alice", "bob"',
      records: [{ id: 'alice' }, { id: 'bob' }],
      details: { model: 'ImportPost', written: 3, refused: 2 },
    });
    const [alice] = (error as RecordNotUnique).records as Post[];
    expect(alice?.isPersisted).toBe(false);
    expect(await models.stored('alice')).toEqual(before);
    expect(await models.stored('carol')).toMatchObject({ _model: { S: 'ImportPost' } });
    expect(await models.stored('dave')).toMatchObject({ _model: { S: 'ImportPost' } });
    expect(await countOf(models.table.tableName, 'ImportPost')).toBe(3);
  });

  test('a table alone takes given ids in batches, without guards', async () => {
    const name = await emptyTable(models.table.client);
    class Note extends defineModel({ name: 'ImportNote', table: { name }, fields: {} }) {}
    await Note.import([{ id: 'a' }, { id: 'b' }]);
    expect(models.operations()).toEqual(['BatchWriteItem']);
    expect(await models.stored('a', name)).not.toHaveProperty('_model');
  });
});

test('a server that leaves 20 of 25 unprocessed, 30 times: import of 10,000 writes 10,000', async () => {
  const before = await countOf(models.table.tableName, 'ImportUser');
  let left = 30;
  models.faults.script = ({ operation }) => {
    if (operation !== 'BatchWriteItem' || left === 0) return undefined;
    left -= 1;
    return { unprocessed: 20 };
  };
  const users = await User.import(Array.from({ length: 10_000 }, (_, at) => ({ name: `${at}` })));
  expect(left).toBe(0);
  expect(new Set(users.map(({ id }) => id)).size).toBe(10_000);
  expect(models.operations()).toHaveLength(400 + 30);
  expect((await countOf(models.table.tableName, 'ImportUser')) - before).toBe(10_000);
}, 120_000);

describe('N backoff: the wait between tries', () => {
  afterEach(() => configure({ backoff: undefined }));

  test('is what is waited between tries of a batch', async () => {
    configure({ backoff: { constant: 0.3 } });
    let left = 1;
    models.faults.script = ({ operation }) => {
      if (operation !== 'BatchWriteItem' || left === 0) return undefined;
      left -= 1;
      return { unprocessed: 1 };
    };
    const startedAt = performance.now();
    await User.import([{ name: 'a' }, { name: 'b' }]);
    expect(performance.now() - startedAt).toBeGreaterThan(290);
    expect(models.operations()).toEqual(['BatchWriteItem', 'BatchWriteItem']);
  });

  test('P1, N defineBackoff: a strategy of the app’s own is begun anew for each row of tries', async () => {
    const calls: string[] = [];
    let begun = 0;
    defineBackoff('counted', (step: number) => {
      begun += 1;
      let tries = 0;
      return async () => {
        tries += step;
        calls.push(`${begun}: ${tries}`);
      };
    });
    configure({ backoff: { counted: 10 } });
    let left = 2;
    models.faults.script = ({ operation }) => {
      if (operation !== 'BatchWriteItem' || left === 0) return undefined;
      left -= 1;
      return { unprocessed: 2 };
    };
    await User.import([{ name: 'a' }, { name: 'b' }]);
    expect(calls).toEqual(['1: 10', '1: 20']);
    left = 1;
    await User.import([{ name: 'a' }, { name: 'b' }]);
    expect(calls.at(-1)).toBe('2: 10');
  });

  test('P1: none sends again at once', async () => {
    configure({ backoff: 'none' });
    let left = 1;
    models.faults.script = ({ operation }) => {
      if (operation !== 'BatchWriteItem' || left === 0) return undefined;
      left -= 1;
      return { unprocessed: 1 };
    };
    await User.import([{ name: 'a' }, { name: 'b' }]);
    expect(models.operations()).toEqual(['BatchWriteItem', 'BatchWriteItem']);
  });

  test('P1: a built-in strategy is not defined again, nor one that is no function', () => {
    expect(() => defineBackoff('constant', () => async () => undefined)).toThrow(
      'the backoff strategy "constant" is built in',
    );
    expect(() => defineBackoff('mine', 3 as never)).toThrow('the backoff strategy "mine" is no function');
  });

  test('one that nobody defined is refused', async () => {
    configure({ backoff: 'exponental' });
    const error = await failureOf(User.import([{ name: 'a' }]));
    expect(error).toBeInstanceOf(AutodyneError);
    expect(error).toMatchObject({
      code: 'InvalidSettings',
      message: '"exponental" is not a backoff strategy',
    });
    expect(models.operations()).toEqual([]);
  });
});

test('an import that fails leaves its records new, and they can be imported again', async () => {
  models.faults.script = ({ operation }) =>
    operation === 'BatchWriteItem' ? serviceError(400, 'ValidationException', 'no') : undefined;
  const made: User[] = [];
  class Noted extends defineModel({ name: 'ImportNoted', fields: { name: f.string() } }) {
    constructor(input?: ConstructorParameters<typeof User>[0]) {
      super(input);
      made.push(this as never);
    }
  }
  expect(await failureOf(Noted.import([{ name: 'a' }]))).toMatchObject({ code: 'RefusedByService' });
  const record = made.find(({ name }) => name === 'a');
  expect(record).toMatchObject({ isNewRecord: true, isPersisted: false, previousChanges: {} });
  models.faults.script = () => undefined;
  expect(await record?.save()).toBe(true);
  expect(await models.stored(record?.id ?? '')).toMatchObject({ name: { S: 'a' } });
});
