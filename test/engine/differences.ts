import type { EngineName } from './engines.ts';
import type { Wire } from './wire.ts';

/** One thing in which an engine is not like AWS, or in which engines differ. */
export interface Difference {
  id: string;
  /** Why, or where it is documented. */
  reason: string;
  /** The behavior of AWS, as `probe` would return it. */
  aws: string;
  /** Only the engines that differ from AWS, with the result of `probe`. */
  engines: Partial<Record<EngineName, string>>;
  /** The front of the twin corrects the embedded engine, or the user of the twin is not permitted to call this. */
  twin?: 'as AWS' | 'not permitted';
  /** For `docs/local.md`: the behavior of AWS and of the embedded engine; by default as `probe` returns it. */
  inWords?: { aws: string; engine: string; why?: string };
  /** Finds out the behavior of the engine, on a table with the partition key `id` (a string). */
  probe(wire: Wire): Promise<string>;
}

const KEY = { id: { S: 'difference' } };
const create = (IndexName: string, ...names: string[]) => ({
  AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  GlobalSecondaryIndexUpdates: [
    {
      Create: {
        IndexName,
        KeySchema: names.map((AttributeName) => ({ AttributeName, KeyType: 'HASH' })),
        Projection: { ProjectionType: 'ALL' },
      },
    },
  ],
});

/** Features that engines lack or have in addition; the last ones change the table. */
const BEHAVIOUR: readonly Difference[] = [
  {
    id: 'transactions',
    reason: 'dynalite has none (its issue 98)',
    aws: 'done',
    engines: { dynalite: 'UnknownOperationException' },
    probe: ({ outcome, tableName }) =>
      outcome('TransactWriteItems', { TransactItems: [{ Put: { TableName: tableName, Item: KEY } }] }),
  },
  {
    id: 'PartiQL',
    reason: 'dynalite has none',
    aws: 'done',
    engines: { dynalite: 'UnknownOperationException' },
    probe: ({ outcome, tableName }) =>
      outcome('ExecuteStatement', { Statement: `SELECT * FROM "${tableName}" WHERE id = 'x'` }),
  },
  {
    id: 'an attribute named __proto__',
    reason: "dynalite's JavaScript objects swallow it",
    aws: 'kept',
    engines: { dynalite: 'lost' },
    probe: async ({ response, tableName }) => {
      await response('PutItem', `{"TableName":"${tableName}","Item":{"id":{"S":"p"},"__proto__":{"S":"x"}}}`);
      const { text } = await response('GetItem', { TableName: tableName, Key: { id: { S: 'p' } } });
      return text.includes('__proto__') ? 'kept' : 'lost';
    },
  },
  {
    id: 'a name without a letter',
    reason: 'dynoxide and dynalite check the names of attributes, but not those inside maps',
    aws: 'ValidationException',
    engines: { dynoxide: 'done', dynalite: 'done' },
    inWords: { aws: 'refused', engine: 'accepted inside a map' },
    probe: ({ outcome, tableName }) =>
      outcome('PutItem', { TableName: tableName, Item: { ...KEY, map: { M: { '': { S: 'x' } } } } }),
  },
  {
    id: 'nesting deeper than 32 levels',
    reason: 'dynalite does not count them',
    aws: 'ValidationException',
    engines: { dynalite: 'done' },
    probe: ({ outcome, tableName }) => {
      let nested: object = { S: 'x' };
      for (let level = 0; level < 33; level += 1) nested = { L: [nested] };
      return outcome('PutItem', { TableName: tableName, Item: { ...KEY, nested } });
    },
  },
  {
    id: 'a sum of more than 38 digits',
    reason: 'dynalite checks what is put, not what comes of ADD',
    aws: 'ValidationException',
    engines: { dynalite: 'done' },
    probe: async ({ outcome, tableName }) => {
      const add = (N: string) =>
        outcome('UpdateItem', {
          TableName: tableName,
          Key: { id: { S: 'sum' } },
          UpdateExpression: 'ADD n :n',
          ExpressionAttributeValues: { ':n': { N } },
        });
      await add('0.1');
      return add('9'.repeat(38));
    },
  },
  {
    id: 'the old item with a failed condition',
    reason: 'dynalite does not know ReturnValuesOnConditionCheckFailure',
    aws: 'told',
    engines: { dynalite: 'not told' },
    probe: async ({ response, tableName }) => {
      const put = { TableName: tableName, Item: KEY };
      await response('PutItem', put);
      const { text } = await response('PutItem', {
        ...put,
        ConditionExpression: 'attribute_not_exists(id)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      return 'Item' in (JSON.parse(text) as object) ? 'told' : 'not told';
    },
  },
  {
    id: 'an unknown value of ReturnConsumedCapacity in a batch or transaction',
    reason: 'dynoxide checks it only for single items, queries and PartiQL',
    aws: 'ValidationException',
    engines: { dynoxide: 'done' },
    inWords: { aws: 'refused', engine: 'executed, and counted as untold' },
    probe: ({ outcome, tableName }) =>
      outcome('BatchGetItem', {
        RequestItems: { [tableName]: { Keys: [KEY] } },
        ReturnConsumedCapacity: 'BOGUS',
      }),
  },
  {
    id: 'the capacity of a deletion of nothing, not asked for',
    reason: 'DynamoDB Local returns it anyway; the twin removes it',
    aws: 'not told',
    engines: { 'DynamoDB Local': 'told' },
    twin: 'as AWS',
    probe: async ({ response, tableName }) => {
      const { text } = await response('DeleteItem', { TableName: tableName, Key: { id: { S: 'nothing' } } });
      return text === '{}' ? 'not told' : 'told';
    },
  },
  {
    id: 'binary that is not base64',
    reason: 'DynamoDB Local trips over it',
    aws: 'SerializationException',
    engines: { 'DynamoDB Local': 'InternalFailure' },
    probe: ({ outcome, tableName }) =>
      outcome('PutItem', { TableName: tableName, Item: { ...KEY, b: { B: 'a*b' } } }),
  },
  {
    id: 'the ARN of a table instead of its name',
    reason: 'newer in AWS (2023); the twin accepts it and sends the name to the engine',
    aws: 'done',
    engines: {
      dynoxide: 'ValidationException',
      dynalite: 'ValidationException',
      'DynamoDB Local': 'ValidationException',
    },
    twin: 'as AWS',
    inWords: { aws: 'accepted', engine: 'refused' },
    probe: async ({ outcome, describe }) =>
      outcome('GetItem', { TableName: (await describe())['TableArn'], Key: KEY }),
  },
  {
    id: 'the region in the ARN of a table',
    reason: 'engines have no region; the twin inserts its own',
    aws: 'us-east-1',
    engines: { dynoxide: 'dynoxide', 'DynamoDB Local': 'ddblocal' },
    twin: 'as AWS',
    inWords: { aws: 'the region', engine: '`dynoxide`' },
    probe: async ({ describe }) => String((await describe())['TableArn']).split(':')[3] ?? '',
  },
  {
    id: 'the size of a table in bytes',
    reason: 'AWS updates it about every six hours, DynamoDB Local at once, dynoxide and dynalite never',
    aws: 'counted',
    engines: { dynoxide: '0', dynalite: '0' },
    inWords: { aws: 'updated about every six hours', engine: 'always 0' },
    probe: async ({ response, describe, tableName }) => {
      await response('PutItem', { TableName: tableName, Item: { ...KEY, text: { S: 'x'.repeat(1_000) } } });
      return (await describe())['TableSizeBytes'] === 0 ? '0' : 'counted';
    },
  },
  {
    id: 'tags',
    reason: 'DynamoDB Local has none',
    aws: 'done',
    engines: { 'DynamoDB Local': 'UnknownOperationException' },
    twin: 'not permitted',
    probe: async ({ outcome, describe }) =>
      outcome('ListTagsOfResource', { ResourceArn: (await describe())['TableArn'] }),
  },
  {
    id: 'upper and lower case in `begins_with` on a sort key',
    reason: 'dynoxide uses LIKE of SQLite, which does not distinguish a and A',
    aws: 'ab',
    engines: { dynoxide: 'AB, ab' },
    twin: 'not permitted',
    inWords: {
      aws: '`begins_with(s, :a)` finds `ab`, not `AB`, for `a`',
      engine: 'finds both, for the letters A to Z',
    },
    probe: async ({ response, tableName }) => {
      const TableName = `${tableName}-case`;
      await response('CreateTable', {
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'p', KeyType: 'HASH' },
          { AttributeName: 's', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: ['p', 's'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      });
      const isMade = async (): Promise<boolean> =>
        (await response('DescribeTable', { TableName })).text.includes('ACTIVE');
      while (!(await isMade()));
      for (const S of ['ab', 'AB'])
        await response('PutItem', { TableName, Item: { p: { S: 'x' }, s: { S } } });
      const { text } = await response('Query', {
        TableName,
        KeyConditionExpression: 'p = :p AND begins_with(s, :s)',
        ExpressionAttributeValues: { ':p': { S: 'x' }, ':s': { S: 'a' } },
      });
      await response('DeleteTable', { TableName });
      return (JSON.parse(text) as { Items: { s: { S: string } }[] }).Items.map(({ s }) => s.S).join(', ');
    },
  },
  {
    id: 'an element set beyond the end of a list',
    reason: 'dynoxide keeps the position, and fills the positions before it',
    aws: 'a, b, z',
    engines: { dynoxide: 'a, b, null, null, null, null, null, null, null, z' },
    inWords: {
      aws: '`SET l[9] = :z` appends to a list of two: three elements',
      engine: 'ten elements, seven of them `NULL`',
    },
    probe: async ({ response, tableName }) => {
      const Key = { id: { S: 'list' } };
      const list = { L: [{ S: 'a' }, { S: 'b' }] };
      await response('PutItem', { TableName: tableName, Item: { ...Key, list } });
      const { text } = await response('UpdateItem', {
        TableName: tableName,
        Key,
        UpdateExpression: 'SET #list[9] = :z',
        ExpressionAttributeNames: { '#list': 'list' },
        ExpressionAttributeValues: { ':z': { S: 'z' } },
        ReturnValues: 'ALL_NEW',
      });
      const { Attributes } = JSON.parse(text) as { Attributes: { list: { L: { S?: string }[] } } };
      return Attributes.list.L.map(({ S }) => S ?? 'null').join(', ');
    },
  },
  {
    id: 'ScannedCount of a full page',
    reason: 'dynoxide also counts the item that did not fit',
    aws: 'the evaluated items',
    engines: { 'DynamoDB Local': 'no end of a page', dynoxide: 'one more' },
    twin: 'as AWS',
    probe: async ({ response, tableName }) => {
      const big = { S: 'x'.repeat(390_000) };
      for (const S of ['big-1', 'big-2', 'big-3']) {
        await response('PutItem', { TableName: tableName, Item: { id: { S }, big } });
      }
      const { text } = await response('Scan', { TableName: tableName });
      const page = JSON.parse(text) as { Count: number; ScannedCount: number; LastEvaluatedKey?: object };
      if (page.LastEvaluatedKey === undefined) return 'no end of a page';
      return page.ScannedCount === page.Count ? 'the evaluated items' : 'one more';
    },
  },
  {
    id: 'an index with several partition key attributes',
    reason: 'newer in AWS (November 2025) than any engine',
    aws: 'done',
    engines: {
      dynoxide: 'ValidationException',
      dynalite: 'ValidationException',
      'DynamoDB Local': 'ValidationException',
    },
    inWords: { aws: 'created', engine: 'refused' },
    probe: ({ outcome, tableName }) =>
      outcome('UpdateTable', { TableName: tableName, ...create('several', 'a', 'b') }),
  },
  {
    id: 'an index that is not there, deleted',
    reason: 'dynalite does nothing about indexes of a live table (its issues 26 and 138)',
    aws: 'ResourceNotFoundException',
    engines: { dynalite: 'done' },
    probe: ({ outcome, tableName }) =>
      outcome('UpdateTable', {
        TableName: tableName,
        GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'nowhere' } }],
      }),
  },
  {
    id: 'an index created on a live table',
    reason: 'dynalite, as above; dynoxide creates it at once, and the twin shows the same phases as AWS',
    aws: 'CREATING',
    engines: { dynalite: 'absent', dynoxide: 'ACTIVE' },
    twin: 'as AWS',
    inWords: {
      aws: '`CREATING`, then `ACTIVE`',
      engine: '`ACTIVE` at once',
      why: 'dynoxide fills it within the request; the twin shows the same phases as AWS',
    },
    probe: async ({ response, describe, tableName }) => {
      await response('UpdateTable', { TableName: tableName, ...create('late', 'late') });
      const indexes = (await describe())['GlobalSecondaryIndexes'] as { IndexStatus: string }[] | undefined;
      return indexes?.[0]?.IndexStatus ?? 'absent';
    },
  },
  {
    id: 'an item whose attribute has another type than the key of a new index',
    reason:
      'emulators fill it with every item that has the attribute, AWS says that it does not; dynalite, as above',
    aws: 'left out',
    engines: { dynoxide: 'taken in', 'DynamoDB Local': 'taken in', dynalite: 'no index' },
    inWords: {
      aws: 'not in the index',
      engine: 'in the index',
      why: 'emulators fill an index with every item that has the attribute',
    },
    probe: async ({ response, describe, tableName }) => {
      await response('PutItem', { TableName: tableName, Item: { id: { S: 'typed' }, typed: { N: '1' } } });
      await madeIndex(describe, 'late');
      await response('UpdateTable', { TableName: tableName, ...create('typed', 'typed') });
      await madeIndex(describe, 'typed');
      const { status, text } = await response('Scan', { TableName: tableName, IndexName: 'typed' });
      if (status !== 200) return 'no index';
      return (JSON.parse(text) as { Count: number }).Count === 0 ? 'left out' : 'taken in';
    },
  },
  {
    id: 'the number of items of an index',
    reason:
      'AWS updates it about every six hours; dynoxide and DynamoDB Local have 0 after a write; dynalite, as above',
    aws: '1',
    engines: { dynoxide: '0', 'DynamoDB Local': '0', dynalite: 'no index' },
    twin: 'as AWS',
    inWords: {
      aws: 'updated about every six hours',
      engine: 'always 0',
      why: 'the twin counts the index when its table is described, in the background if the table has more than 1,000 items',
    },
    probe: async ({ response, describe, tableName }) => {
      await madeIndex(describe, 'typed');
      await response('UpdateTable', { TableName: tableName, ...create('counted', 'counted') });
      await response('PutItem', { TableName: tableName, Item: { id: { S: 'in' }, counted: { S: 'x' } } });
      return String((await madeIndex(describe, 'counted'))?.ItemCount ?? 'no index');
    },
  },
];

type Described = { IndexName: string; IndexStatus: string; ItemCount?: number };

/** DynamoDB Local, as AWS, makes one index after the other, in its own time. */
async function madeIndex(describe: Wire['describe'], name: string): Promise<Described | undefined> {
  for (;;) {
    const indexes = (await describe())['GlobalSecondaryIndexes'] as Described[] | undefined;
    const index = indexes?.find(({ IndexName }) => IndexName === name);
    if (index?.IndexStatus !== 'CREATING') return index;
  }
}

/** Messages that differ from those of AWS. autodyne prints the message of a service, and does not depend on its text. */
const WORDS: readonly Difference[] = [
  args(
    'a table that is not there',
    'Requested resource not found',
    {
      'DynamoDB Local': 'Cannot do operations on a non-existent table',
    },
    ['Scan', { TableName: 'no-such-table' }],
  ),
  args(
    'a number that is none',
    'The parameter cannot be converted to a numeric value: NaN',
    {
      'DynamoDB Local': 'A value provided cannot be converted into a number',
    },
    ['PutItem', { Item: { ...KEY, n: { N: 'NaN' } } }],
  ),
  args(
    '39 digits',
    'Attempting to store more than 38 significant digits in a Number',
    {
      'DynamoDB Local': 'DynamoDB only supports precision up to 38 digits',
    },
    ['PutItem', { Item: { ...KEY, n: { N: '1'.repeat(39) } } }],
  ),
  args(
    'a key of another type',
    'One or more parameter values were invalid: Type mismatch for key id expected: S actual: N',
    {
      'DynamoDB Local': 'One or more parameter values were invalid: Type mismatch for key',
    },
    ['PutItem', { Item: { id: { N: '1' } } }],
  ),
  args(
    'no key',
    'One or more parameter values were invalid: Missing the key id in the item',
    {
      'DynamoDB Local': 'One of the required keys was not given a value',
    },
    ['PutItem', { Item: { other: { S: 'x' } } }],
  ),
  args(
    'a key too many',
    'The provided key element does not match the schema',
    {
      'DynamoDB Local': 'The number of conditions on the keys is invalid',
    },
    ['GetItem', { Key: { ...KEY, other: { S: 'x' } } }],
  ),
  args(
    'an empty set',
    'One or more parameter values were invalid: An string set  may not be empty',
    {
      dynoxide:
        '1 validation error detected: One or more parameter values were invalid: An string set  may not be empty',
    },
    ['PutItem', { Item: { ...KEY, set: { SS: [] } } }],
  ),
];

function args(
  what: string,
  aws: string,
  engines: Difference['engines'],
  [operation, body]: [string, object],
): Difference {
  return {
    id: `message: ${what}`,
    reason: 'each server has its own messages',
    aws,
    engines,
    ...('TableName' in body ? { twin: 'not permitted' as const } : {}),
    probe: ({ message, tableName }) => message(operation, { TableName: tableName, ...body }),
  };
}

/** Every known difference. A test checks each of them on each engine, so it fails if one no longer exists. */
export const DIFFERENCES: readonly Difference[] = [...WORDS, ...BEHAVIOUR];

export function differs(engine: EngineName, id: string): boolean {
  const difference = DIFFERENCES.find((candidate) => candidate.id === id);
  if (difference === undefined) throw new Error(`no difference is listed as "${id}"`);
  return difference.engines[engine] !== undefined;
}
