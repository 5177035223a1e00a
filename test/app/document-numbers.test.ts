import { type AttributeValue, DescribeTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  GetCommand,
  NumberValue,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactGetCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { createClient, createDocumentClient, type DocumentNumbers } from '../../src/index.ts';
import { useTable } from '../helpers/table.ts';

const table = useTable();
const LONG = '12345678901234567890123456789012345678';
const EXACT_WAY = "createDocumentClient({ numbers: 'exact' }) keeps all digits of every number";

function settings() {
  return {
    accessKeyId: 'AKIATEST',
    secretAccessKey: 'secret',
    region: 'us-east-1',
    endpointUrl: table.url,
    envFile: false as const,
  };
}

async function store(item: Record<string, AttributeValue>): Promise<void> {
  const client = createClient(settings());
  await client.send(new PutItemCommand({ TableName: table.tableName, Item: item }));
  client.destroy();
}

/** The item as a document client with this form reads it. */
async function read(item: Record<string, AttributeValue>, numbers?: DocumentNumbers) {
  const TableName = table.tableName;
  await store({ id: { S: 'n' }, ...item });
  const client = createDocumentClient(numbers === undefined ? settings() : { ...settings(), numbers });
  try {
    const { Item } = await client.send(new GetCommand({ TableName, Key: { id: 'n' }, ConsistentRead: true }));
    return Item;
  } finally {
    client.destroy();
  }
}

describe('the numbers of createDocumentClient', () => {
  test('are plain JavaScript numbers, in maps, lists and sets too', async () => {
    const item = await read({
      total: { N: '41' },
      price: { N: '-0.1' },
      lines: { L: [{ M: { amount: { N: '9007199254740991' } } }] },
      scores: { NS: ['1', '2.5'] },
    });
    expect(item).toEqual({
      id: 'n',
      total: 41,
      price: -0.1,
      lines: [{ amount: 9007199254740991 }],
      scores: new Set([1, 2.5]),
    });
    expect(item?.['total'] + 1).toBe(42);
  });

  test.each([
    ['total', { total: { N: LONG } }, `${LONG}, which is not exact as a JavaScript number`],
    [
      'total',
      { total: { N: '0.12345678901234567890' } },
      /^0\.1234567890123456789\d*, which is not exact as a JavaScript number$/,
    ],
    [
      'total',
      { total: { N: '9007199254740992' } },
      '9007199254740992, which is beyond Number.MAX_SAFE_INTEGER',
    ],
    [
      'lines[1].a\\.b',
      { lines: { L: [{ NULL: true }, { M: { 'a.b': { N: LONG } } }] } },
      `${LONG}, which is not exact as a JavaScript number`,
    ],
    ['scores', { scores: { NS: [LONG, '2'] } }, `${LONG}, which is not exact as a JavaScript number`],
  ] as const)('one that is not exact is an error that names %s', async (attribute, item, problem) => {
    const error = await read(item as unknown as Record<string, AttributeValue>).catch((thrown) => thrown);
    expect(error).toMatchObject({
      code: 'PrecisionError',
      suggestions: [EXACT_WAY],
      details: { attribute, location: 'Item' },
    });
    const prefix = `${attribute} in Item is `;
    expect(error.message.startsWith(prefix)).toBe(true);
    const rest = error.message.slice(prefix.length);
    if (typeof problem === 'string') expect(rest).toBe(problem);
    else expect(rest).toMatch(problem);
  });

  test('each operation names the item in its response', async () => {
    const TableName = table.tableName;
    await store({ id: { S: 'n' }, total: { N: LONG } });
    const client = createDocumentClient(settings());
    const read = { TableName, ExpressionAttributeValues: { ':id': 'n' }, ConsistentRead: true };
    const locations = await Promise.all(
      [
        client.send(new QueryCommand({ ...read, KeyConditionExpression: 'id = :id' })),
        client.send(new ScanCommand({ ...read, FilterExpression: 'id = :id' })),
        client.send(new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [{ id: 'n' }] } } })),
        client.send(new TransactGetCommand({ TransactItems: [{ Get: { TableName, Key: { id: 'n' } } }] })),
      ].map((sent) => sent.catch(({ details }) => [details.location, details.attribute])),
    );
    client.destroy();
    expect(locations).toEqual([
      ['Items[0]', 'total'],
      ['Items[0]', 'total'],
      [`Responses.${TableName}[0]`, 'total'],
      ['Responses[0].Item', 'total'],
    ]);
  });

  test('an update that returns such a number is done, and the error says so', async () => {
    const TableName = table.tableName;
    await store({ id: { S: 'n' }, total: { N: LONG } });
    const client = createDocumentClient(settings());
    const update = new UpdateCommand({
      TableName,
      Key: { id: 'n' },
      UpdateExpression: 'SET seen = :one',
      ExpressionAttributeValues: { ':one': 1 },
      ReturnValues: 'ALL_NEW',
    });
    await expect(client.send(update)).rejects.toThrow(
      `total in Attributes is ${LONG}, which is not exact as a JavaScript number; the write itself was done`,
    );
    // A response without such a number is read by the same client as before.
    const get = new GetCommand({
      TableName,
      Key: { id: 'n' },
      ProjectionExpression: 'seen',
      ConsistentRead: true,
    });
    expect((await client.send(get)).Item).toEqual({ seen: 1 });
    client.destroy();
  });

  test('a callback gets the item, or the error', async () => {
    const TableName = table.tableName;
    await store({ id: { S: 'n' }, plays: { N: LONG }, small: { N: '1' } });
    const client = createDocumentClient(settings());
    const called = (attribute: string) =>
      new Promise((resolve) => {
        const get = { TableName, Key: { id: 'n' }, ProjectionExpression: attribute, ConsistentRead: true };
        client.send(new GetCommand(get), (error, output) => resolve(error?.code ?? output?.Item));
      });
    expect([await called('small'), await called('plays')]).toEqual([{ small: 1 }, 'PrecisionError']);
    client.destroy();
  });

  test('"exact" keeps all digits, and writes them back', async () => {
    const item = await read({ total: { N: LONG } }, 'exact');
    expect(item).toEqual({ id: 'n', total: NumberValue.from(LONG) });
    const client = createDocumentClient({ ...settings(), numbers: 'exact' });
    await client.send(new PutCommand({ TableName: table.tableName, Item: { ...item, id: 'copy' } }));
    const get = new GetCommand({ TableName: table.tableName, Key: { id: 'copy' }, ConsistentRead: true });
    expect((await client.send(get)).Item).toEqual({ id: 'copy', total: NumberValue.from(LONG) });
    client.destroy();
  });

  test('"string" gives the digits', async () => {
    expect(await read({ total: { N: LONG } }, 'string')).toEqual({ id: 'n', total: LONG });
  });

  test('"bigint" gives whole numbers of any length', async () => {
    expect(await read({ total: { N: `-${LONG}` }, none: { N: '0' } }, 'bigint')).toEqual({
      id: 'n',
      total: -BigInt(LONG),
      none: 0n,
    });
  });

  test('"bigint" refuses a fraction by its attribute', async () => {
    await expect(read({ price: { N: '1.5' } }, 'bigint')).rejects.toThrow(
      'price in Item is 1.5, which is not a whole number',
    );
  });

  test('another form is refused, with the right spelling', () => {
    expect(() => createDocumentClient({ ...settings(), numbers: 'numbr' as 'number' })).toThrow(
      expect.objectContaining({
        code: 'InvalidSettings',
        message: 'numbers must be number, exact, string or bigint, not "numbr"',
        suggestions: ['did you mean "number"?'],
      }),
    );
  });

  test("the SDK's own commands stay typed", async () => {
    const client = createDocumentClient(settings());
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table.tableName }));
    expect(Table?.TableStatus).toBe('ACTIVE');
    client.destroy();
  });
});
