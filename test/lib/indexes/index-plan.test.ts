import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import type { AutodyneError } from '../../../src/lib/errors/autodyne-error.ts';
import { planIndexChanges } from '../../../src/lib/indexes/index-plan.ts';
import type { IndexChange } from '../../../src/lib/indexes/index-request.ts';
import { indexSpecFromArgs } from '../../../src/lib/indexes/index-spec.ts';

const table: TableDescription = {
  TableName: 'music',
  KeySchema: [
    { AttributeName: 'id', KeyType: 'HASH' },
    { AttributeName: 'at', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'at', AttributeType: 'N' },
    { AttributeName: 'a', AttributeType: 'S' },
    { AttributeName: 'b', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'one',
      KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['x', 'y'] },
      IndexStatus: 'ACTIVE',
    },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: 'local',
      KeySchema: [
        { AttributeName: 'id', KeyType: 'HASH' },
        { AttributeName: 'b', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};

function create(name: string, key: string, projection = 'all', sortKeys: string[] = []): IndexChange {
  return { kind: 'create', spec: indexSpecFromArgs({ name, partitionKeys: [key], sortKeys, projection }) };
}
const drop = (name: string): IndexChange => ({ kind: 'delete', name });

describe('what is to be made still', () => {
  test.each<[string, IndexChange[], boolean[]]>([
    ['a new index', [create('two', 'c:S')], [false]],
    ['one that is there, its projection in another order', [create('one', 'a:S', 'include:y,x')], [true]],
    ['deleting one', [drop('one')], [false]],
    ['deleting what is not there', [drop('nothing')], [true]],
    ['another in its place', [drop('one'), create('one', 'c:S')], [false, false]],
    ['another in its place, made already', [drop('one'), create('one', 'a:S', 'include:x,y')], [true, true]],
    [
      'the key under another type, after its index is deleted',
      [drop('one'), create('two', 'a:N')],
      [false, false],
    ],
    ["an index over the table's keys", [create('two', 'at:N', 'all', ['id:S'])], [false]],
    ['the same index twice', [create('two', 'c:S'), create('two', 'c:S')], [false, true]],
  ])('%s', (_, changes, isMade) => {
    expect(planIndexChanges(changes, table).map((planned) => planned.isMade)).toEqual(isMade);
  });
});

describe('what cannot be made', () => {
  test.each<[string, IndexChange[], string, string]>([
    [
      'another index of the name',
      [create('one', 'a:S')],
      'AlreadyExists',
      'index "one" of table "music" already exists, with partition key a:S, projection INCLUDE x,y, not partition key a:S, projection ALL',
    ],
    [
      'two indexes of one name',
      [create('two', 'c:S'), create('two', 'd:S')],
      'AlreadyExists',
      'index "two" of table "music" already exists, with partition key c:S, projection ALL, not partition key d:S, projection ALL',
    ],
    [
      'an index of the name of a local one',
      [create('local', 'c:S')],
      'AlreadyExists',
      'index "local" of table "music" already exists, with partition key id:S, sort key b:S, projection ALL, not partition key c:S, projection ALL',
    ],
    [
      "a table's key under another type",
      [create('two', 'at:S')],
      'InvalidInput',
      'index "two": the attribute "at" is already a key of type N, so it cannot be S here',
    ],
    [
      'a key of an earlier change under another type',
      [create('two', 'c:S'), create('three', 'c:N')],
      'InvalidInput',
      'index "three": the attribute "c" is already a key of type S, so it cannot be N here',
    ],
    [
      'deleting a local index',
      [drop('local')],
      'InvalidInput',
      'index "local" is a local index, which cannot be changed',
    ],
  ])('%s', (_, changes, code, message) => {
    let thrown: AutodyneError | undefined;
    try {
      planIndexChanges(changes, table);
    } catch (error) {
      thrown = error as AutodyneError;
    }
    expect([thrown?.code, thrown?.message]).toEqual([code, message]);
  });
});
