import { describe, expect, test } from 'vitest';
import type { AutodyneError } from '../../../src/lib/errors/autodyne-error.ts';
import { createIndexRequest, deleteIndexRequest } from '../../../src/lib/indexes/index-request.ts';
import { type IndexArgs, indexSpecFromArgs } from '../../../src/lib/indexes/index-spec.ts';
import { failure } from '../../helpers/failure.ts';

const args = (changes: Partial<IndexArgs> = {}): IndexArgs => ({
  name: 'by-uuid',
  partitionKeys: ['uuid:S'],
  sortKeys: [],
  projection: 'all',
  ...changes,
});

describe('the request for an index defined by args', () => {
  test.each<[string, Partial<IndexArgs>, [string, string][], object[], object]>([
    ['one key', {}, [['uuid', 'S']], [hash('uuid')], { ProjectionType: 'ALL' }],
    [
      'a sort key, keys only',
      { sortKeys: ['ts:N'], projection: 'keys' },
      [
        ['uuid', 'S'],
        ['ts', 'N'],
      ],
      [hash('uuid'), range('ts')],
      { ProjectionType: 'KEYS_ONLY' },
    ],
    [
      'some attributes, the type in lower case',
      { partitionKeys: ['uuid:b'], projection: 'include:a,b' },
      [['uuid', 'B']],
      [hash('uuid')],
      { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a', 'b'] },
    ],
    [
      'four keys of each kind',
      { partitionKeys: ['a:S', 'b:N', 'c:B', 'd:S'], sortKeys: ['e:S', 'f:N', 'g:B', 'h:S'] },
      [
        ['a', 'S'],
        ['b', 'N'],
        ['c', 'B'],
        ['d', 'S'],
        ['e', 'S'],
        ['f', 'N'],
        ['g', 'B'],
        ['h', 'S'],
      ],
      [...['a', 'b', 'c', 'd'].map(hash), ...['e', 'f', 'g', 'h'].map(range)],
      { ProjectionType: 'ALL' },
    ],
    [
      'a colon in the name',
      { partitionKeys: ['a:b:S'] },
      [['a:b', 'S']],
      [hash('a:b')],
      { ProjectionType: 'ALL' },
    ],
    [
      'a dot in the name, and a comma in a projected one',
      { partitionKeys: ['a\\.b:S'], projection: 'include:c\\,d,e' },
      [['a.b', 'S']],
      [hash('a.b')],
      { ProjectionType: 'INCLUDE', NonKeyAttributes: ['c,d', 'e'] },
    ],
    [
      'an odd name',
      { partitionKeys: ['__proto__:S'] },
      [['__proto__', 'S']],
      [hash('__proto__')],
      { ProjectionType: 'ALL' },
    ],
  ])('%s', (_, changes, definitions, KeySchema, Projection) => {
    expect(createIndexRequest(indexSpecFromArgs(args(changes)), 'music')).toEqual({
      TableName: 'music',
      AttributeDefinitions: definitions.map(([AttributeName, AttributeType]) => ({
        AttributeName,
        AttributeType,
      })),
      GlobalSecondaryIndexUpdates: [{ Create: { IndexName: 'by-uuid', KeySchema, Projection } }],
    });
  });

  test('deleting', () => {
    expect(deleteIndexRequest('by-uuid', 'music')).toEqual({
      TableName: 'music',
      GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-uuid' } }],
    });
  });
});

test.each<[string, Partial<IndexArgs>, string]>([
  ['a short name', { name: 'ab' }, 'not a valid index name: "ab"'],
  ['a name with a blank', { name: 'by uuid' }, 'not a valid index name: "by uuid"'],
  ['no key', { partitionKeys: [] }, 'index "by-uuid" needs a partition key'],
  ['no type', { partitionKeys: ['uuid'] }, 'not a partition key and its type: "uuid"'],
  ['an unknown type', { partitionKeys: ['uuid:BOOL'] }, 'not a partition key and its type: "uuid:BOOL"'],
  ['no attribute', { sortKeys: [':N'] }, 'not a sort key and its type: ":N"'],
  [
    'five keys',
    { partitionKeys: ['a:S', 'b:S', 'c:S', 'd:S', 'e:S'] },
    'index "by-uuid": 5 partition key attributes; the maximum is 4',
  ],
  [
    'an attribute twice',
    { sortKeys: ['uuid:S'] },
    'index "by-uuid": the attribute "uuid" is in its key twice',
  ],
  ['an unknown projection', { projection: 'some' }, 'not a projection: "some"'],
  [
    'an empty projection',
    { projection: 'include:' },
    'index "by-uuid": the projection includes no attribute',
  ],
  [
    'a projection of too many',
    { projection: `include:${Array.from({ length: 21 }, (_, at) => `a${at}`).join(',')}` },
    'index "by-uuid": the projection includes 21 attributes; the maximum is 20',
  ],
  [
    'a projection with a repetition',
    { projection: 'include:a,a' },
    'index "by-uuid": the projection includes "a" twice',
  ],
])('%s is refused', (_, changes, message) => {
  let thrown: AutodyneError | undefined;
  try {
    indexSpecFromArgs(args(changes));
  } catch (error) {
    thrown = error as AutodyneError;
  }
  expect([thrown?.code, thrown?.message]).toEqual(['InvalidInput', message]);
});

test.each<[string, Partial<IndexArgs>, string, string]>([
  [
    'a place inside an attribute',
    { partitionKeys: ['info.uuid:S'] },
    '"info.uuid" is a path inside info',
    'info\\.uuid',
  ],
  [
    'a name in quotes',
    { sortKeys: ['"year":N'] },
    '""year"" is not an attribute: a name must not be in quotes',
    '\\"year\\"',
  ],
  [
    'a projection with a place in it',
    { projection: 'include:a,list[0]' },
    '"list[0]" is a path inside list',
    'list\\[0]',
  ],
])('%s is no attribute of an index', (_, changes, message, escaped) => {
  const error = failure(() => indexSpecFromArgs(args(changes)));
  expect([error.code, error.message]).toEqual(['InvalidUsage', message]);
  expect(error.suggestions.at(-1)).toBe(`for a name that contains such a character, write ${escaped}`);
});

function hash(AttributeName: string): object {
  return { AttributeName, KeyType: 'HASH' };
}

function range(AttributeName: string): object {
  return { AttributeName, KeyType: 'RANGE' };
}
