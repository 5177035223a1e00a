import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEngine } from '../../../../src/lib/local/engine/engine.ts';
import { RequestChecker } from '../../../../src/lib/local/front/check-request.ts';
import { startTwin, type Twin } from '../../../../src/lib/local/twin.ts';
import type { Signing } from '../../../helpers/sign-request.ts';
import { signedPost } from '../../../helpers/signed-fetch.ts';

let twin: Twin;
let signing: Signing;
beforeAll(async () => {
  twin = await startTwin({
    tableName: 'mine',
    partitionKey: { name: 'id', type: 'S' },
    sortKey: { name: 'n', type: 'N' },
    indexDelayMs: 0,
  });
  const { accessKeyId, secretAccessKey, region } = twin;
  signing = { accessKeyId, secretAccessKey, region };
  await createIndex('byG', 'g', 'S');
  await refusalOf('PutItem', { Item: { ...KEY, g: { S: 'g' }, l: { L: [] } } });
});
afterAll(() => twin.stop());

const KEY = { id: { S: 'a' }, n: { N: '1' } };
const VALUES: Record<string, object> = {
  ':s': { S: 'a' },
  ':other': { S: 'b' },
  ':n': { N: '1' },
  ':two': { N: '2' },
  ':bool': { BOOL: true },
  ':type': { S: 'ZZ' },
  ':l': { L: [] },
};

/** The error of the twin for a request for its table; `undefined` if it accepts it. */
async function refusalOf(operation: string, request: object): Promise<string | undefined> {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `DynamoDB_20120810.${operation}`,
  };
  const body = JSON.stringify({ TableName: 'mine', ...request });
  const { status, text } = await signedPost(`${twin.endpointUrl}/`, {
    ...signing,
    service: 'dynamodb',
    headers,
    body,
  });
  if (status === 200) return undefined;
  const { __type, message } = JSON.parse(text) as { __type: string; message: string };
  expect(__type).toBe('com.amazon.coral.validate#ValidationException');
  return message;
}

async function createIndex(IndexName: string, AttributeName: string, AttributeType: string): Promise<void> {
  const body = JSON.stringify({
    TableName: 'mine',
    AttributeDefinitions: [{ AttributeName, AttributeType }],
    GlobalSecondaryIndexUpdates: [
      {
        Create: {
          IndexName,
          KeySchema: [{ AttributeName, KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      },
    ],
  });
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-target': 'DynamoDB_20120810.UpdateTable',
  };
  const { status, text } = await signedPost(twin.proxyUrl, { ...signing, headers, body });
  expect(status, text).toBe(200);
}

/** The values of the placeholders in these expressions, as a request's member. */
function valuesFor(...texts: readonly (string | undefined)[]): object {
  const used = Object.entries(VALUES).filter(([name]) =>
    texts.some((text) => text !== undefined && new RegExp(`${name}\\b`).test(text)),
  );
  return used.length === 0 ? {} : { ExpressionAttributeValues: Object.fromEntries(used) };
}

const SYNTAX = 'Syntax error; token: "名", near: "名前"';

describe('a character outside ASCII in each expression of each operation', () => {
  test.each<[string, object, string]>([
    ['GetItem', { Key: KEY, ProjectionExpression: '名前' }, `Invalid ProjectionExpression: ${SYNTAX}`],
    [
      'BatchGetItem',
      { RequestItems: { mine: { Keys: [KEY], ProjectionExpression: '名前' } } },
      `Invalid ProjectionExpression: ${SYNTAX}`,
    ],
    ['Query', { KeyConditionExpression: '名前' }, `Invalid KeyConditionExpression: ${SYNTAX}`],
    [
      'Query',
      { KeyConditionExpression: 'id = :s', FilterExpression: '名前', ...valuesFor(':s') },
      `Invalid FilterExpression: ${SYNTAX}`,
    ],
    [
      'Query',
      { KeyConditionExpression: 'id = :s', ProjectionExpression: '名前', ...valuesFor(':s') },
      `Invalid ProjectionExpression: ${SYNTAX}`,
    ],
    ['Scan', { FilterExpression: '名前' }, `Invalid FilterExpression: ${SYNTAX}`],
    ['Scan', { ProjectionExpression: '名前' }, `Invalid ProjectionExpression: ${SYNTAX}`],
    ['PutItem', { Item: KEY, ConditionExpression: '名前' }, `Invalid ConditionExpression: ${SYNTAX}`],
    ['UpdateItem', { Key: KEY, UpdateExpression: '名前' }, `Invalid UpdateExpression: ${SYNTAX}`],
    [
      'UpdateItem',
      { Key: KEY, UpdateExpression: 'REMOVE a', ConditionExpression: '名前' },
      `Invalid ConditionExpression: ${SYNTAX}`,
    ],
    ['DeleteItem', { Key: KEY, ConditionExpression: '名前' }, `Invalid ConditionExpression: ${SYNTAX}`],
    [
      'TransactGetItems',
      { TransactItems: [{ Get: { TableName: 'mine', Key: KEY, ProjectionExpression: '名前' } }] },
      `Invalid ProjectionExpression: ${SYNTAX}`,
    ],
    ...['Put', 'Delete', 'ConditionCheck'].map((action): [string, object, string] => [
      'TransactWriteItems',
      {
        TransactItems: [
          { [action]: { TableName: 'mine', Key: KEY, Item: KEY, ConditionExpression: '名前' } },
        ],
      },
      `Invalid ConditionExpression: ${SYNTAX}`,
    ]),
    [
      'TransactWriteItems',
      { TransactItems: [{ Update: { TableName: 'mine', Key: KEY, UpdateExpression: '名前' } }] },
      `Invalid UpdateExpression: ${SYNTAX}`,
    ],
  ])('%s %j', async (operation, request, args) => {
    expect(await refusalOf(operation, request)).toBe(args);
  });

  test('also when the name of the expression is written with an escape', async () => {
    const checker = new RequestChecker(() => Promise.resolve(undefined));
    const body = Buffer.from('{"TableName":"mine","\\u0050rojectionExpressio\\u006e":"名前"}');
    expect(await checker.check('GetItem', body)).toEqual({
      name: 'ValidationException',
      message: `Invalid ProjectionExpression: ${SYNTAX}`,
    });
  });
});

/**
 * The engine accepts all of these. The messages are those of AWS, from the validations and tests of dynalite; those of
 * DynamoDB Local are asserted in `test/engine/expression-words.test.ts`.
 */
describe('what the engine takes and DynamoDB does not', () => {
  const distinct =
    'The first operand must be distinct from the remaining operands for this operator or function';
  test.each([
    ['l = l', `${distinct}; operator: =, first operand: [l]`],
    [
      'l < :bool',
      'Incorrect operand type for operator or function; operator or function: <, operand type: BOOL',
    ],
    [
      'l BETWEEN :two AND :n',
      'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}',
    ],
    [
      'l BETWEEN :n AND :s',
      'The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:a}',
    ],
    ['l = :u', 'An expression attribute value used in expression is not defined; attribute value: :u'],
    [
      'attribute_type(l, :type)',
      'Invalid attribute type name found; type: ZZ, valid types: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}',
    ],
    [
      'size(:n) > :n',
      'Incorrect operand type for operator or function; operator or function: size, operand type: N',
    ],
    ['size(l)', 'The function is not allowed to be used this way in an expression; function: size'],
    [
      'contains(l, attribute_exists(l))',
      'The function is not allowed to be used this way in an expression; function: attribute_exists',
    ],
  ])('the condition %s', async (text, problem) => {
    const values = valuesFor(text);
    expect(await refusalOf('Scan', { FilterExpression: text, ...values })).toBe(
      `Invalid FilterExpression: ${problem}`,
    );
    expect(await refusalOf('DeleteItem', { Key: KEY, ConditionExpression: text, ...values })).toBe(
      `Invalid ConditionExpression: ${problem}`,
    );
  });

  const mismatch =
    'One or more parameter values were invalid: Condition parameter type does not match schema type';
  test.each([
    ['id = :n', undefined, mismatch],
    ['id = :s AND n = :s', undefined, mismatch],
    ['id = :s AND begins_with(n, :s)', undefined, mismatch],
    ['g = :n', 'byG', mismatch],
    [
      'id = :s AND begins_with(n, :n)',
      undefined,
      'Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
    ],
    ['id = :s AND l = :n', undefined, 'Query condition missed key schema element: n'],
    ['id > :s', undefined, 'Query key condition not supported'],
    ['g = :s AND n = :n', 'byG', 'Query key condition not supported'],
    ['id = :s OR n = :n', undefined, 'Invalid operator used in KeyConditionExpression: OR'],
  ])('the key condition %s of %s', async (text, IndexName, problem) => {
    const request = { KeyConditionExpression: text, IndexName, ...valuesFor(text) };
    expect(await refusalOf('Query', request)).toBe(problem);
  });

  test('key attributes in the filter of a query', async () => {
    const request = { KeyConditionExpression: 'id = :s', FilterExpression: 'n = :n', ...valuesFor(':s :n') };
    expect(await refusalOf('Query', request)).toBe(
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: n',
    );
  });

  test('what would be inside of a key', async () => {
    const nested =
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed";
    expect(await refusalOf('GetItem', { Key: KEY, ProjectionExpression: 'id.x' })).toBe(`${nested}: Key: id`);
    expect(await refusalOf('Scan', { FilterExpression: 'g[0] = :s', ...valuesFor(':s') })).toBe(
      `${nested}: IndexKey: g`,
    );
  });

  test.each([
    ['SET id = :s', 'Cannot update attribute id. This attribute is part of the key'],
    ['SET l = :l REMOVE n', 'Cannot update attribute n. This attribute is part of the key'],
    ['SET g = :n', 'Type mismatch for Index Key g Expected: S Actual: N IndexName: byG'],
    ['ADD g :n', 'Type mismatch for Index Key g Expected: S Actual: N IndexName: byG'],
  ])('the update %s', async (text, problem) => {
    expect(await refusalOf('UpdateItem', { Key: KEY, UpdateExpression: text, ...valuesFor(text) })).toBe(
      `One or more parameter values were invalid: ${problem}`,
    );
  });
});

/** From dynalite's tests of Query and Scan. */
describe('a start key', () => {
  const invalid = 'The provided starting key is invalid';
  const schema = 'The provided key element does not match the schema';
  const query = { KeyConditionExpression: 'id = :s', ...valuesFor(':s') };
  const ranged = { KeyConditionExpression: 'id = :s AND n > :two', ...valuesFor(':s :two') };
  const indexed = { IndexName: 'byG', KeyConditionExpression: 'g = :s', ...valuesFor(':s') };
  const g = { S: 'a' };
  test.each<[string, object, object, string | undefined]>([
    ['Query', query, KEY, undefined],
    ['Query', query, {}, invalid],
    ['Query', query, { id: KEY.id }, invalid],
    ['Query', query, { id: KEY.id, x: KEY.n }, invalid],
    ['Query', query, { id: KEY.n, n: KEY.n }, schema],
    ['Query', query, { id: KEY.id, n: KEY.id }, schema],
    [
      'Query',
      query,
      { id: { S: 'b' }, n: KEY.n },
      'The provided starting key is outside query boundaries based on provided conditions',
    ],
    ['Query', ranged, { id: KEY.id, n: { N: '3' } }, undefined],
    ['Query', ranged, KEY, 'The provided starting key does not match the range key predicate'],
    ['Query', indexed, { ...KEY, g }, undefined],
    ['Query', indexed, KEY, invalid],
    ['Query', indexed, { ...KEY, g: { N: '1' } }, schema],
    ['Query', indexed, { ...KEY, id: { N: '1' }, g }, `${invalid}: ${schema}`],
    [
      'Query',
      indexed,
      { ...KEY, g: { S: 'b' } },
      'The provided starting key is outside query boundaries based on provided conditions',
    ],
    ['Scan', {}, KEY, undefined],
    ['Scan', {}, { id: KEY.id }, `${invalid}: ${schema}`],
    ['Scan', {}, { id: KEY.id, n: KEY.id }, `${invalid}: ${schema}`],
    ['Scan', { IndexName: 'byG' }, { ...KEY, g }, undefined],
    ['Scan', { IndexName: 'byG' }, KEY, invalid],
    [
      'Scan',
      {},
      { id: KEY.id, n: { N: '1e999' } },
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
    ],
  ])('%s %j from %j', async (operation, request, ExclusiveStartKey, problem) => {
    expect(await refusalOf(operation, { ...request, ExclusiveStartKey })).toBe(problem);
  });
});

/** From dynalite's validations. */
describe('placeholders', () => {
  const scan = { FilterExpression: 'l = :v AND #n = :v' };
  const names = { '#n': 'x' };
  const only = 'can only be specified when using expressions';
  const value = 'ExpressionAttributeValues contains invalid value';
  const magnitude = 'Attempting to store a number with magnitude';
  test.each<[string, object, string]>([
    ['Scan', { ExpressionAttributeNames: names }, `ExpressionAttributeNames ${only}`],
    [
      'Scan',
      { ExpressionAttributeValues: {} },
      `ExpressionAttributeValues ${only}: FilterExpression is null`,
    ],
    [
      'UpdateItem',
      { Key: KEY, ExpressionAttributeValues: {} },
      `ExpressionAttributeValues ${only}: UpdateExpression and ConditionExpression are null`,
    ],
    ['Scan', { ...scan, ExpressionAttributeNames: {} }, 'ExpressionAttributeNames must not be empty'],
    [
      'Scan',
      { ...scan, ExpressionAttributeNames: { '#é': 'x' } },
      'ExpressionAttributeNames contains invalid key: Syntax error; key: "#é"',
    ],
    [
      'Scan',
      { ...scan, ExpressionAttributeNames: { '#n': '' } },
      'ExpressionAttributeNames contains invalid value: Empty attribute name for key #n',
    ],
    ['Scan', { ...scan, ExpressionAttributeValues: {} }, 'ExpressionAttributeValues must not be empty'],
    [
      'Scan',
      { ...scan, ExpressionAttributeValues: { v: { S: 'x' } } },
      'ExpressionAttributeValues contains invalid key: Syntax error; key: "v"',
    ],
    [
      'Scan',
      {
        ...scan,
        ExpressionAttributeNames: { ...names, '#y': 'y', '#z': 'z' },
        ExpressionAttributeValues: { ':v': { S: 'x' } },
      },
      'Value provided in ExpressionAttributeNames unused in expressions: keys: {#y, #z}',
    ],
    [
      'Scan',
      {
        ...scan,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: { ':v': { S: 'x' }, ':w': { S: 'x' } },
      },
      'Value provided in ExpressionAttributeValues unused in expressions: keys: {:w}',
    ],
    ...Object.entries({
      '{}': 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
      '{"S":"a","N":"1"}':
        'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
      '{"N":""}': 'The parameter cannot be converted to a numeric value',
      '{"N":"b"}': 'The parameter cannot be converted to a numeric value: b',
      '{"N":"1E+2147483648"}': 'The parameter cannot be converted to a numeric value: 1E+2147483648',
      '{"N":"1e126"}': `Number overflow. ${magnitude} larger than supported range`,
      '{"N":"1e-131"}': `Number underflow. ${magnitude} smaller than supported range`,
      '{"N":"123456789012345678901234567890123456789"}':
        'Attempting to store more than 38 significant digits in a Number',
      '{"SS":[]}': 'One or more parameter values were invalid: An string set  may not be empty',
      '{"NS":[]}': 'One or more parameter values were invalid: An number set  may not be empty',
      '{"BS":[]}': 'One or more parameter values were invalid: Binary sets should not be empty',
      '{"SS":["a","a"]}':
        'One or more parameter values were invalid: Input collection [a, a] contains duplicates.',
      '{"NS":["1","1.0"]}': 'Input collection contains duplicates',
      '{"L":[{"M":{"k":{"N":"b"}}}]}': 'The parameter cannot be converted to a numeric value: b',
    }).map(([json, problem]): [string, object, string] => [
      'Scan',
      { FilterExpression: 'l = :v', ExpressionAttributeValues: { ':v': JSON.parse(json) as unknown } },
      `${value}: ${problem} for key :v`,
    ]),
    [
      'Query',
      { FilterExpression: '!', AttributesToGet: ['a'], QueryFilter: {} },
      'Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet, QueryFilter} Expression parameters: {FilterExpression}',
    ],
  ])('%s %j', async (operation, request, args) => {
    expect(await refusalOf(operation, request)).toBe(args);
  });

  test('may be numbers at the ends of what there is', async () => {
    for (const N of ['9.9e125', '-1e-130', '0e999']) {
      const ExpressionAttributeValues = { ':v': { N } };
      expect(await refusalOf('Scan', { FilterExpression: 'l = :v', ExpressionAttributeValues })).toBe(
        undefined,
      );
    }
  });
});

describe('what the engine would never end', () => {
  const endless = { N: '1E+2147483648' };
  const args = 'The parameter cannot be converted to a numeric value: 1E+2147483648';
  test('a number of a power that no number has, in an update of the old kind and in PartiQL', async () => {
    const AttributeUpdates = { x: { Action: 'ADD', Value: endless } };
    expect(await refusalOf('UpdateItem', { Key: KEY, AttributeUpdates })).toBe(args);
    const Statement = `UPDATE "mine" SET x = x + ? WHERE id = 'a' AND n = 1`;
    expect(await refusalOf('ExecuteStatement', { Statement, Parameters: [endless] })).toBe(args);
    const statements = [{ Statement, Parameters: [endless] }];
    expect(await refusalOf('BatchExecuteStatement', { Statements: statements })).toBe(args);
    expect(await refusalOf('ExecuteTransaction', { TransactStatements: statements })).toBe(args);
  });

  test('a position beyond what any item holds', async () => {
    const update = { Key: KEY, UpdateExpression: 'SET l[999999999] = :n', ...valuesFor(':n') };
    const tooBig = 'Item size to update has exceeded the maximum allowed size';
    expect(await refusalOf('UpdateItem', update)).toBe(tooBig);
    const TransactItems = [{ Update: { TableName: 'mine', ...update } }];
    expect(await refusalOf('TransactWriteItems', { TransactItems })).toBe(tooBig);
    expect(await refusalOf('UpdateItem', { Key: KEY, UpdateExpression: 'REMOVE l[999999999]' })).toBe(
      undefined,
    );
  });
});

test('another server has its own messages', async () => {
  const engine = await startEngine();
  const own = twin;
  try {
    twin = await startTwin({ tableName: 'mine', backendUrl: engine.url });
    signing = { accessKeyId: twin.accessKeyId, secretAccessKey: twin.secretAccessKey, region: twin.region };
    expect(await refusalOf('Scan', { FilterExpression: 'l = l' })).toBe(undefined);
    await twin.stop();
  } finally {
    twin = own;
    signing = { accessKeyId: twin.accessKeyId, secretAccessKey: twin.secretAccessKey, region: twin.region };
    await engine.stop();
  }
});

test('an index is known as soon as it is there', async () => {
  const query = { IndexName: 'byH', KeyConditionExpression: 'h = :s', ...valuesFor(':s') };
  expect(await refusalOf('Query', query)).toBe('The table does not have the specified index: byH');
  await createIndex('byH', 'h', 'N');
  expect(await refusalOf('Query', query)).toContain('Condition parameter type does not match schema type');
});

test('the table is described once, and again when that fails', async () => {
  let asked = 0;
  const checker = new RequestChecker(() => {
    asked += 1;
    return asked === 1 ? Promise.reject(new Error('gone')) : Promise.resolve(DESCRIPTION);
  });
  const body = Buffer.from(JSON.stringify({ UpdateExpression: 'REMOVE id' }));
  const refused = {
    name: 'ValidationException',
    message:
      'One or more parameter values were invalid: Cannot update attribute id. This attribute is part of the key',
  };
  expect(await checker.check('UpdateItem', body)).toBe(undefined);
  expect(await checker.check('UpdateItem', body)).toEqual(refused);
  expect(await checker.check('UpdateItem', body)).toEqual(refused);
  expect(asked).toBe(2);
});

const DESCRIPTION = {
  TableName: 'mine',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' as const }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
};

test('a request without an expression is not even parsed', () => {
  const checker = new RequestChecker(() => Promise.reject(new Error('asked')));
  expect(checker.check('GetItem', Buffer.from('{"TableName":"mine","Key":{"id":{"S":"a"}}'))).toBe(undefined);
  expect(checker.check('DescribeTable', Buffer.from('Expression'))).toBe(undefined);
});
