import { describe, expect, test } from 'vitest';
import { editedPieces } from '../../../../src/lib/local/requests/byte-edits.ts';
import { MalformedRequest } from '../../../../src/lib/local/requests/request-members.ts';
import { TooManyUses, tableNameEdits, tableUses } from '../../../../src/lib/local/requests/table-uses.ts';

/** Each use as `action table` or `action table/index`. */
function usesOf(operation: string, body: string): string[] {
  return tableUses(operation, Buffer.from(body)).map(
    ({ action, table, indexName }) => `${action} ${table}${indexName === undefined ? '' : `/${indexName}`}`,
  );
}

describe('the tables that a request mentions', () => {
  test.each<[operation: string, body: string, ...uses: string[]]>([
    ['GetItem', '{"TableName":"music","Key":{"id":{"S":"1"}}}', 'GetItem music'],
    ['GetItem', ' {\n "Key" : {"TableName":{"S":"no"}} ,\t"TableName" : "music" }\r\n', 'GetItem music'],
    ['PutItem', '{"Item":{"a":{"S":"}\\"],\\\\"},"b":{"L":[{"NULL":true}]}},"TableName":"m"}', 'PutItem m'],
    ['PutItem', '{"TableName":"a","TableName":"b"}', 'PutItem a', 'PutItem b'],
    ['PutItem', '{"Table\\u004eame":"\\u006dusic"}', 'PutItem music'],
    ['PutItem', '{"TableName":null}'],
    ['PutItem', '{}'],
    ['BatchGetItem', '{"RequestItems":null}'],
    ['Query', '{"IndexName":"by-artist","TableName":"music"}', 'Query music/by-artist'],
    ['Scan', '{"TableName":"arn:aws:x:y:z:table/music","Limit":1}', 'Scan arn:aws:x:y:z:table/music'],
    [
      'BatchWriteItem',
      '{"RequestItems":{"a":[{"PutRequest":{"Item":{"x":{"S":"y"}}}}],"b":[]},"ReturnConsumedCapacity":"TOTAL"}',
      'BatchWriteItem a',
      'BatchWriteItem b',
    ],
    ['BatchGetItem', '{"RequestItems":{"a":{}},"RequestItems":{"b":{}}}', 'BatchGetItem a', 'BatchGetItem b'],
    [
      'TransactWriteItems',
      '{"TransactItems":[{"Put":{"TableName":"a"}},{"Update":{"TableName":"b"}},{"Delete":{"TableName":"c"}},{"ConditionCheck":{"TableName":"d"}}]}',
      'PutItem a',
      'UpdateItem b',
      'DeleteItem c',
      'ConditionCheckItem d',
    ],
    ['TransactGetItems', '{"TransactItems":[{"Get":{"Key":{},"TableName":"a"}}]}', 'GetItem a'],
    ['ExecuteStatement', `{"Statement":"select * from \\"music\\""}`, 'PartiQLSelect music'],
    [
      'BatchExecuteStatement',
      `{"Statements":[{"Statement":"DELETE FROM music WHERE id = 'FROM x'"},{"Statement":"INSERT INTO m2 VALUE {'id':'UPDATE x'}"}]}`,
      'PartiQLDelete music',
      'PartiQLInsert m2',
    ],
    [
      'ExecuteTransaction',
      `{"TransactStatements":[{"Statement":"UPDATE \\"a\\" SET x = 1 WHERE id = '1'"},{"Statement":"EXISTS(SELECT * FROM b WHERE id = '1')"}]}`,
      'PartiQLUpdate a',
      'PartiQLSelect b',
    ],
  ])('%s %s', (operation, body, ...uses) => {
    expect(usesOf(operation, body)).toEqual(uses);
  });

  test.each([
    ['SELECT * FROM "music"."by-artist" WHERE a = 1', 'PartiQLSelect music/by-artist'],
    ['SELECT "from" FROM "a ""quoted"" name"', 'PartiQLSelect a "quoted" name'],
    ["SELECT 'it''s FROM b' FROM c", 'PartiQLSelect c'],
    ['UPDATE music SET x = 2 SET y = 3', 'PartiQLUpdate music'],
    ['-- a comment FROM b', 'PartiQLSelect undefined'],
    ['DROP TABLE music', 'PartiQLSelect undefined'],
    ['SELECT 1', 'PartiQLSelect undefined'],
    ['', 'PartiQLSelect undefined'],
  ])('PartiQL: %s', (Statement, use) => {
    expect(usesOf('ExecuteStatement', JSON.stringify({ Statement }))).toEqual([use]);
  });

  test.each([
    '{',
    '{"TableName":"a"',
    '{"TableName"}',
    '{"TableName":}',
    '{"TableName":"a" "b":1}',
    '{"TableName":"a}',
    '{"TableName":"\\x"}',
    '{1:2}',
    '{"a":{"b":1}',
    '{]',
    '{"a":{],"TableName":"mine"}',
    '{"a":[},"TableName":"mine"}',
    '{"a":[{]},"TableName":"mine"}',
    '{"TableName":"mine","a":{"b":[1}]}',
  ])('no JSON: %s', (body) => {
    expect(() => usesOf('GetItem', body)).toThrow(MalformedRequest);
  });

  test.each<[string, string]>([
    ['Scan', '["other"]'],
    ['Scan', ''],
    ['Scan', '"other"'],
    ['Scan', '{"TableName":"mine"} {"TableName":"other"}'],
    ['Scan', '{"TableName":"mine"]'],
    ['Scan', '{"TableName":["other"]}'],
    ['PutItem', '{"TableName":5}'],
    ['BatchGetItem', '{"RequestItems":[["other",{}]]}'],
    ['TransactGetItems', '{"TransactItems":{"0":{"Get":{"TableName":"other"}}}}'],
    ['TransactGetItems', '{"TransactItems":[[{"TableName":"other"}]]}'],
    ['TransactGetItems', '{"TransactItems":[{"Get":["other",{}]}]}'],
    ['TransactWriteItems', '{"TransactItems":[{"Put":["other",{}]}]}'],
    ['ExecuteStatement', '{"Statement":["select * from other"]}'],
    ['BatchExecuteStatement', '{"Statements":["select * from other"]}'],
    ['ExecuteTransaction', '{"TransactStatements":[["select * from other"]]}'],
  ])('another kind of value than there must be: %s %s', (operation, body) => {
    expect(() => usesOf(operation, body)).toThrow(MalformedRequest);
  });

  test('more tables than any request has', () => {
    const requests = Array.from({ length: 101 }, (_, index) => `"t${index}":[]`).join(',');
    expect(() => usesOf('BatchWriteItem', `{"RequestItems":{${requests}}}`)).toThrow(TooManyUses);
  });
});

test('the same as JSON.parse finds, whatever the values', () => {
  const values = ['', '"', '\\', '\\"', '{', '}', '[', ']', ',', ':', '\u0000', '😀', 'TableName'];
  for (const value of values) {
    const body = { [value]: value, deep: [[value], { [value]: [value] }, null, true, 1e5], TableName: value };
    const uses = tableUses('GetItem', Buffer.from(JSON.stringify(body)));
    expect(uses.map((use) => use.table)).toEqual([value]);
  }
});

test('names are replaced where they stand, and nothing else', () => {
  const body = Buffer.from('{"RequestItems":{"arn:x" : {"Keys":[{"arn:x":{"S":"arn:x"}}]}}}');
  const names = tableUses('BatchGetItem', body).flatMap(({ nameAt }) => nameAt ?? []);
  expect(Buffer.concat(editedPieces(body, tableNameEdits(names, 'music'))).toString()).toBe(
    '{"RequestItems":{"music" : {"Keys":[{"arn:x":{"S":"arn:x"}}]}}}',
  );
});
