import { describe, expect, test } from 'vitest';
import type { AutodyneError } from '../../../src/lib/errors/autodyne-error.ts';
import { readIndexChanges } from '../../../src/lib/indexes/index-file.ts';
import {
  createIndexRequest,
  type IndexChange,
  indexChangeRequest,
} from '../../../src/lib/indexes/index-request.ts';

const CREATE = {
  Create: {
    IndexName: 'uuid',
    KeySchema: [{ AttributeName: 'uuid', KeyType: 'HASH' }],
    Projection: { ProjectionType: 'ALL' },
  },
};
const body = {
  AttributeDefinitions: [{ AttributeName: 'uuid', AttributeType: 'S' }],
  GlobalSecondaryIndexUpdates: [CREATE],
};

function read(file: unknown, name = 'update.json'): IndexChange[] {
  return readIndexChanges(typeof file === 'string' ? file : JSON.stringify(file), name, 'music');
}

describe('a file of changes', () => {
  test('gives back the requests that it holds', () => {
    const [change] = read(body);
    expect(change && indexChangeRequest(change, 'music')).toEqual({ TableName: 'music', ...body });
  });

  test('may name the table, and may hold several changes in order', () => {
    const changes = read({
      ...body,
      TableName: 'music',
      GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'old' } }, CREATE],
    });
    expect(changes.map((change) => indexChangeRequest(change, 'music').GlobalSecondaryIndexUpdates)).toEqual([
      [{ Delete: { IndexName: 'old' } }],
      [CREATE],
    ]);
  });

  test('each index gets the definitions that it needs', () => {
    const second = {
      Create: {
        IndexName: 'second',
        KeySchema: [
          { AttributeName: 'uuid', KeyType: 'HASH' },
          { AttributeName: 'ts', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a'] },
      },
    };
    const AttributeDefinitions = [...body.AttributeDefinitions, { AttributeName: 'ts', AttributeType: 'N' }];
    const changes = read({ AttributeDefinitions, GlobalSecondaryIndexUpdates: [CREATE, second] });
    expect(
      changes.map(
        (change) => change.kind === 'create' && createIndexRequest(change.spec, 'music').AttributeDefinitions,
      ),
    ).toEqual([body.AttributeDefinitions, AttributeDefinitions]);
  });
});

test.each<[string, unknown, string, string]>([
  [
    'text that ends too early',
    '{"GlobalSecondaryIndexUpdates":[',
    'InvalidInput',
    'update.json:1:33: unexpected end of JSON',
  ],
  ['an empty file', '', 'InvalidInput', 'update.json:1:1: expected a JSON value'],
  [
    'a member twice',
    '{"TableName":"music",\n "TableName":"music"}',
    'InvalidInput',
    'update.json:2:2: the member "TableName" occurs twice',
  ],
  ['an array', [], 'InvalidInput', 'update.json:1:1: expected an UpdateTable body, which is an object'],
  [
    'another table',
    { TableName: 'other', ...body },
    'InvalidInput',
    'update.json:1:14: this is for table "other", but the settings specify "music"',
  ],
  [
    'a table that is a number',
    { TableName: 1 },
    'InvalidInput',
    'update.json:1:14: this is for table 1, but the settings specify "music"',
  ],
  [
    'a change of something else',
    { ...body, SSESpecification: { Enabled: false } },
    'ProxyRefused',
    'update.json: Modifying SSESpecification is not allowed',
  ],
  [
    'the throughput of an index',
    { ...body, GlobalSecondaryIndexUpdates: [CREATE, { Update: {} }] },
    'ProxyRefused',
    'update.json: Modifying GlobalSecondaryIndexUpdates.Update is not allowed',
  ],
  [
    'no definition of the key',
    { GlobalSecondaryIndexUpdates: [CREATE] },
    'InvalidInput',
    'index "uuid": AttributeDefinitions gives no type for "uuid"',
  ],
  [
    'no projection',
    { ...body, GlobalSecondaryIndexUpdates: [{ Create: { ...CREATE.Create, Projection: {} } }] },
    'InvalidInput',
    'index "uuid" needs a ProjectionType: ALL, KEYS_ONLY or INCLUDE',
  ],
])('%s is refused', (_, file, code, message) => {
  let thrown: AutodyneError | undefined;
  try {
    read(file);
  } catch (error) {
    thrown = error as AutodyneError;
  }
  expect([thrown?.code, thrown?.message]).toEqual([code, message]);
});
