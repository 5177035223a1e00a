import { describe, expect, test } from 'vitest';
import {
  CapacityAsker,
  capacityAtEnd,
  memberWithin,
  sumsOnly,
} from '../../../../src/lib/local/meter/consumed-capacity.ts';
import { editedPieces } from '../../../../src/lib/local/requests/byte-edits.ts';
import { tableUses } from '../../../../src/lib/local/requests/table-uses.ts';

/** The changed request body, and the part of the response that the client may see. */
function asked(operation: string, text: string) {
  const body = Buffer.from(text);
  const asker = new CapacityAsker();
  tableUses(operation, body, (member) => asker.see(member));
  const { edits, shown, hidesOldItem } = asker.demand(operation, body);
  return { sent: Buffer.concat(editedPieces(body, edits)).toString(), shown, hidesOldItem };
}

describe('asking', () => {
  test.each<[body: string, sent: string, shown: 'none' | 'sums' | 'all']>([
    ['{"TableName":"m"}', '{"ReturnConsumedCapacity":"INDEXES","TableName":"m"}', 'none'],
    [' {\n "TableName" : "m"}', ' {\n "ReturnConsumedCapacity":"INDEXES","TableName" : "m"}', 'none'],
    [
      '{"ReturnConsumedCapacity" : "NONE","Limit":1}',
      '{"ReturnConsumedCapacity" : "INDEXES","Limit":1}',
      'none',
    ],
    ['{"ReturnConsumedCapacity":null}', '{"ReturnConsumedCapacity":"INDEXES"}', 'none'],
    ['{"ReturnConsumedCapacity":"N\\u004fNE"}', '{"ReturnConsumedCapacity":"INDEXES"}', 'none'],
    ['{"Return\\u0043onsumedCapacity":"TOTAL"}', '{"Return\\u0043onsumedCapacity":"INDEXES"}', 'sums'],
    ['{"ReturnConsumedCapacity":"INDEXES"}', '{"ReturnConsumedCapacity":"INDEXES"}', 'all'],
  ])('%s', (body, sent, shown) => {
    expect(asked('Scan', body)).toEqual({ sent, shown, hidesOldItem: false });
  });

  test.each([
    '{}',
    '{"ReturnConsumedCapacity":"BOGUS"}',
    '{"ReturnConsumedCapacity":"total"}',
    '{"ReturnConsumedCapacity":""}',
    '{"ReturnConsumedCapacity":7}',
    '{"ReturnConsumedCapacity":["NONE"]}',
    '{"ReturnConsumedCapacity":"NONE","ReturnConsumedCapacity":"NONE"}',
  ])('what the server is to refuse stays as it is: %s', (body) => {
    expect(asked('Scan', body)).toEqual({ sent: body, shown: 'all', hidesOldItem: false });
  });

  test('a body that has no room for more stays as it is', () => {
    const body = `{"TableName":"m"${' '.repeat(16 * 1024 * 1024 - 20)}}`;
    expect(asked('BatchWriteItem', body)).toEqual({ sent: body, shown: 'all', hidesOldItem: false });
  });

  test.each<[operation: string, body: string, sent: string]>([
    [
      'PutItem',
      '{"ConditionExpression":"a = b"}',
      '{"ReturnConsumedCapacity":"INDEXES","ReturnValuesOnConditionCheckFailure":"ALL_OLD","ConditionExpression":"a = b"}',
    ],
    [
      'DeleteItem',
      '{"Expected":{},"ReturnValuesOnConditionCheckFailure":"NONE","ReturnConsumedCapacity":"TOTAL"}',
      '{"Expected":{},"ReturnValuesOnConditionCheckFailure":"ALL_OLD","ReturnConsumedCapacity":"INDEXES"}',
    ],
  ])('the item on which a condition fails: %s %s', (operation, body, sent) => {
    expect(asked(operation, body)).toMatchObject({ sent, hidesOldItem: true });
  });

  test.each<[operation: string, body: string]>([
    ['PutItem', '{"ConditionExpression":"a","ReturnValuesOnConditionCheckFailure":"ALL_OLD"}'],
    ['PutItem', '{"ConditionExpression":"a","ReturnValuesOnConditionCheckFailure":"BOGUS"}'],
    ['PutItem', '{"TableName":"m"}'],
    ['Scan', '{"ConditionExpression":"a"}'],
  ])('is not asked for, and not hidden: %s %s', (operation, body) => {
    const { sent, hidesOldItem } = asked(operation, body);
    expect(sent).toBe(body.replace('{', '{"ReturnConsumedCapacity":"INDEXES",'));
    expect(hidesOldItem).toBe(false);
  });
});

const CAPACITY =
  '{"TableName":"m","CapacityUnits":2.0,"Table":{"CapacityUnits":1.0},"GlobalSecondaryIndexes":{"g":{"CapacityUnits":1.0}}}';

/** The response without the member, which is at the end or inside. */
function without(text: string, isAtEnd: boolean): string {
  const json = Buffer.from(text);
  const member = isAtEnd ? capacityAtEnd(json) : memberWithin(json, 'ConsumedCapacity');
  return member === undefined ? 'not found' : Buffer.concat(editedPieces(json, [member.removal])).toString();
}

describe('taking out', () => {
  test.each([
    [`{"ConsumedCapacity":${CAPACITY}}`, '{}'],
    [`{"Item":{"a":{"S":"b"}},"ConsumedCapacity":${CAPACITY}}`, '{"Item":{"a":{"S":"b"}}}'],
    [`{ "Items" : [] , "ConsumedCapacity": [ ${CAPACITY} , ${CAPACITY} ] }\r\n`, '{ "Items" : []  }\r\n'],
  ])('at the end: %s', (json, expected) => {
    expect(without(json, true)).toBe(expected);
    expect(without(json, false)).toBe(expected);
  });

  test.each([
    [`{"ConsumedCapacity":${CAPACITY},"Responses":[]}`, '{"Responses":[]}'],
    [`{"A":1, "ConsumedCapacity" : ${CAPACITY} , "B":2}`, '{"A":1, "B":2}'],
  ])('elsewhere: %s', (json, expected) => {
    expect(without(json, true)).toBe('not found');
    expect(without(json, false)).toBe(expected);
  });

  const TEXT = JSON.stringify(`"ConsumedCapacity":${CAPACITY}}`);
  test.each([
    `{"Item":{"ConsumedCapacity":{"S":"x"}}}`,
    `{"Item":{"ConsumedCapacity":{"M":{"a":{"N":"1"}}}}}`,
    `{"Item":{"a":{"S":${TEXT}}}}`,
    `{"Item":{"a":{"S":${JSON.stringify('\\"ConsumedCapacity":{}')}}}}`,
    `{"Items":[{"a":{"L":[{"S":${TEXT}}]}}],"Count":1,"ScannedCount":1,"LastEvaluatedKey":{"ConsumedCapacity":{"S":"x"}}}`,
    '{"ConsumedCapacity"',
    '{"ConsumedCapacity":{"TableName":"m"',
    '',
  ])('an item with such an attribute or text is safe: %s', (json) => {
    expect(without(json, true)).toBe('not found');
    expect(without(json, false)).toBe('not found');
  });

  test('of such an item the capacity alone is taken', () => {
    const item = `{"Item":{"ConsumedCapacity":{"S":${TEXT}}}`;
    expect(without(`${item},"ConsumedCapacity":${CAPACITY}}`, true)).toBe(`${item}}`);
  });

  test('where the last bytes begin within an item', () => {
    const json = `{"Item":{"a":{"S":${TEXT}}},"ConsumedCapacity":${CAPACITY}}`;
    for (let from = 0; from < json.length; from += 1) {
      const tail = Buffer.from(json.slice(from));
      const member = capacityAtEnd(tail);
      if (member === undefined) continue;
      const rest = Buffer.concat(editedPieces(tail, [member.removal])).toString();
      expect(json.slice(0, from) + rest).toBe(`{"Item":{"a":{"S":${TEXT}}}}`);
    }
    expect(capacityAtEnd(Buffer.from(json.slice(json.indexOf(',"Consumed'))))).toBeDefined();
  });

  test.each([
    [CAPACITY, '{"TableName":"m","CapacityUnits":2.0}'],
    [
      `[${CAPACITY}, ${CAPACITY}]`,
      '[{"TableName":"m","CapacityUnits":2.0}, {"TableName":"m","CapacityUnits":2.0}]',
    ],
    [
      '{"Table":{"CapacityUnits":1},"CapacityUnits":1,"WriteCapacityUnits":1,"LocalSecondaryIndexes":{}}',
      '{"CapacityUnits":1,"WriteCapacityUnits":1}',
    ],
    ['[]', '[]'],
  ])('who asked for TOTAL gets the sums: %s', (capacity, expected) => {
    const json = Buffer.from(`{"ConsumedCapacity":${capacity}}`);
    const member = capacityAtEnd(json);
    const edits = member === undefined ? [] : sumsOnly(json, member);
    expect(Buffer.concat(editedPieces(json, edits)).toString()).toBe(`{"ConsumedCapacity":${expected}}`);
  });
});
