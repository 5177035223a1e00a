import { describe, expect, test } from 'vitest';
import { checkResponseShape } from '../../../src/lib/wire/response-shape.ts';
import { failure } from '../../helpers/failure.ts';

const KEY_SCHEMA = [{ AttributeName: 'id', KeyType: 'HASH' }];
const DEFINITIONS = [{ AttributeName: 'id', AttributeType: 'S' }];
const TABLE = { TableName: 'music', KeySchema: KEY_SCHEMA, AttributeDefinitions: DEFINITIONS };
const INDEX = { IndexName: 'by-id', KeySchema: KEY_SCHEMA };
/** As DynamoDB Local describes it, without a definition of its attribute. */
const DELETED = {
  IndexName: 'by-n',
  IndexStatus: 'DELETING',
  KeySchema: [{ AttributeName: 'n', KeyType: 'HASH' }],
};

test.each<[string, object, object?]>([
  ['PutItem', {}],
  ['UpdateItem', {}, { ReturnValues: 'ALL_OLD' }],
  ['DeleteItem', { Attributes: { id: { S: 'a' } }, ConsumedCapacity: { CapacityUnits: 1 } }],
  ['GetItem', { Item: { __type: { S: 'x' }, l: { L: [{ NULL: true }, { M: { b: { B: 'YQ==' } } }] } } }],
  ['GetItem', { Item: { n: { N: '-1.5E-130' }, s: { NS: ['1'] }, b: { B: Buffer.from('a') } } }],
  ['TransactWriteItems', { ConsumedCapacity: [{ TableName: 'music', CapacityUnits: 2 }] }],
  ['ExecuteStatement', {}, { Statement: 'DELETE FROM music WHERE id = 1' }],
  ['ExecuteStatement', { Items: [] }, { Statement: 'SELECT * FROM music' }],
  ['DescribeTable', { Table: TABLE }],
  ['DescribeTable', { Table: { ...TABLE, TableSizeBytes: null, GlobalSecondaryIndexes: [INDEX] } }],
  ['DescribeTable', { Table: { ...TABLE, GlobalSecondaryIndexes: [DELETED] } }],
  ['DescribeTable', { Table: { ...TABLE, CreationDateTime: new Date(0) } }],
  ['UpdateTable', { TableDescription: {} }],
  ['UpdateTimeToLive', {}],
])('%s may respond with %j', (operation, output, input = {}) => {
  expect(() =>
    checkResponseShape(operation, output as Record<string, unknown>, input as Record<string, unknown>),
  ).not.toThrow();
});

describe('a response that nothing can be made of', () => {
  test.each<[string, object, string, object?]>([
    ['GetItem', { Item: { n: { N: 5 } } }, '"Item.n" is not an attribute value'],
    ['GetItem', { Item: { n: { N: 'x' } } }, '"Item.n" is not an attribute value'],
    ['GetItem', { Item: { n: { S: 'a', N: '1' } } }, '"Item.n" is not an attribute value'],
    ['GetItem', { Item: { n: null } }, '"Item.n" is not an attribute value'],
    ['GetItem', { Item: { l: { L: [{ M: { a: {} } }] } } }, '"Item.l" is not an attribute value'],
    ['GetItem', { Item: [] }, '"Item" is not an item'],
    ['PutItem', { Attributes: 'x' }, '"Attributes" is not an item'],
    ['UpdateItem', {}, 'no "Attributes"', { ReturnValues: 'ALL_NEW' }],
    ['DeleteItem', { ConsumedCapacity: 'x' }, '"ConsumedCapacity" is not an object'],
    [
      'UpdateItem',
      { ConsumedCapacity: { GlobalSecondaryIndexes: { a: { CapacityUnits: '1' } } } },
      '"ConsumedCapacity.GlobalSecondaryIndexes.a.CapacityUnits" is not a number',
    ],
    ['TransactWriteItems', { ConsumedCapacity: {} }, '"ConsumedCapacity" is not a list'],
    ['Scan', { Count: 1, Items: [{ n: { N: 1 } }] }, '"Items[0].n" is not an attribute value'],
    ['Query', { Count: 0, Items: [], ScannedCount: 'x' }, '"ScannedCount" is not a number'],
    ['ExecuteStatement', {}, 'no "Items"', { Statement: 'SELECT * FROM music' }],
    ['ExecuteStatement', { Items: 'x' }, '"Items" is not a list', { Statement: 'SELECT * FROM music' }],
    ['ExecuteStatement', { Items: [], NextToken: 5 }, '"NextToken" is not a string'],
    ['ExecuteStatement', { Items: [], LastEvaluatedKey: {} }, '"LastEvaluatedKey" is not a key'],
    ['BatchGetItem', { Responses: { music: 'x' }, UnprocessedKeys: {} }, '"Responses.music" is not a list'],
    ['BatchGetItem', { Responses: {}, UnprocessedKeys: { music: {} } }, 'no "UnprocessedKeys.music.Keys"'],
    [
      'TransactGetItems',
      { Responses: [5] },
      '"Responses[0]" is not an object',
      { TransactItems: [{ Get: {} }] },
    ],
    ['DescribeTable', {}, 'no "Table"'],
    ['DescribeTable', { Table: { ...TABLE, TableName: 5 } }, '"Table.TableName" is not a string'],
    [
      'DescribeTable',
      { Table: { ...TABLE, KeySchema: [] } },
      'a "KeySchema" of "Table" without a partition key',
    ],
    [
      'DescribeTable',
      { Table: { ...TABLE, KeySchema: [{ AttributeName: 'id', KeyType: 'x' }] } },
      '"Table.KeySchema[0].KeyType" is not HASH or RANGE',
    ],
    [
      'DescribeTable',
      { Table: { ...TABLE, AttributeDefinitions: [] } },
      'no "id" in "Table.AttributeDefinitions"',
    ],
    [
      'DescribeTable',
      { Table: { ...TABLE, GlobalSecondaryIndexes: [{ ...DELETED, IndexStatus: 'ACTIVE' }] } },
      'no "n" in "Table.AttributeDefinitions"',
    ],
    [
      'DescribeTable',
      { Table: { ...TABLE, GlobalSecondaryIndexes: {} } },
      '"Table.GlobalSecondaryIndexes" is not a list',
    ],
    [
      'DescribeTable',
      { Table: { ...TABLE, LocalSecondaryIndexes: [{ IndexName: 'x' }] } },
      'no "Table.LocalSecondaryIndexes[0].KeySchema"',
    ],
    [
      'DescribeTable',
      { Table: { ...TABLE, CreationDateTime: new Date(1e30) } },
      '"Table.CreationDateTime" is not a time in seconds since 1970',
    ],
    ['ListTables', { TableNames: [5] }, '"TableNames[0]" is not a string'],
    ['CreateTable', {}, 'no "TableDescription"'],
    ['ListTagsOfResource', { Tags: [{ Key: 'a' }] }, 'no "Tags[0].Value"'],
  ])('%s: %j', (operation, output, problem, input = {}) => {
    const error = failure(() =>
      checkResponseShape(operation, output as Record<string, unknown>, input as Record<string, unknown>),
    );
    expect(error).toMatchObject({
      code: 'Unreachable',
      message: `the response of ${operation} is not a valid DynamoDB response: ${problem}`,
    });
  });
});
