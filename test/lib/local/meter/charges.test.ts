import { describe, expect, test } from 'vitest';
import { estimatedCharges, kindOfRequest, reportedCharges } from '../../../../src/lib/local/meter/charges.ts';
import { tableUses } from '../../../../src/lib/local/requests/table-uses.ts';

/** Each charge as `index read / write`. */
function shown(charges: ReturnType<typeof reportedCharges>): string[] {
  return charges.map(({ indexName = 'table', read, write }) => `${indexName} ${read} / ${write}`);
}

describe('what a response tells', () => {
  test.each<[what: string, consumed: unknown, kind: 'read' | 'write', ...charges: string[]]>([
    [
      'table and indexes',
      {
        CapacityUnits: 4.5,
        Table: { CapacityUnits: 0.5 },
        GlobalSecondaryIndexes: { one: { CapacityUnits: 1 } },
        LocalSecondaryIndexes: { two: { CapacityUnits: 3 } },
      },
      'read',
      'table 0.5 / 0',
      'two 3 / 0',
      'one 1 / 0',
    ],
    ['sums alone', { CapacityUnits: 3 }, 'write', 'table 0 / 3'],
    [
      'no share of the table',
      { CapacityUnits: 3, GlobalSecondaryIndexes: { one: { CapacityUnits: 1 } } },
      'write',
      'table 0 / 2',
      'one 0 / 1',
    ],
    [
      'a kind that is told wins',
      {
        CapacityUnits: 5,
        ReadCapacityUnits: 2,
        WriteCapacityUnits: 3,
        Table: { CapacityUnits: 5, ReadCapacityUnits: 2, WriteCapacityUnits: 3 },
      },
      'write',
      'table 2 / 3',
    ],
    [
      'told of the sum alone, as DynamoDB Local does',
      { CapacityUnits: 2, ReadCapacityUnits: 2, Table: { CapacityUnits: 2 } },
      'write',
      'table 2 / 0',
    ],
    ['a list', [{ CapacityUnits: 1 }, { CapacityUnits: 2 }], 'read', 'table 1 / 0', 'table 2 / 0'],
    [
      'an index of any name',
      {
        Table: { CapacityUnits: 0 },
        GlobalSecondaryIndexes: JSON.parse('{"__proto__":{"CapacityUnits":1}}'),
      },
      'read',
      'table 0 / 0',
      '__proto__ 1 / 0',
    ],
    ['no number', { CapacityUnits: 'x', Table: { CapacityUnits: null } }, 'read', 'table 0 / 0'],
    ['nothing', [], 'read'],
    ['no object', 7, 'read'],
  ])('%s', (_, consumed, kind, ...charges) => {
    expect(shown(reportedCharges(consumed, kind))).toEqual(charges);
  });
});

describe('what a refusal costs', () => {
  const text = (length: number) => ({ id: { S: 'a' }, t: { S: 'x'.repeat(length) } });
  test.each<[error: string, item: unknown, write: number | undefined]>([
    ['ConditionalCheckFailedException', undefined, 1],
    ['ConditionalCheckFailedException', text(1_020), 1],
    ['ConditionalCheckFailedException', text(1_021), 2],
    ['ConditionalCheckFailedException', text(10_000), 10],
    ['ConditionalCheckFailedException', { a: 'no value' }, 1],
    ['DuplicateItemException', undefined, 1],
    ['TransactionCanceledException', undefined, 6],
    ['ValidationException', undefined, undefined],
    ['ThrottlingException', undefined, undefined],
    ['', undefined, undefined],
  ])('%s', (error, item, write) => {
    const charges = estimatedCharges(error, { kind: 'write', itemCount: 3 }, item);
    expect(shown(charges)).toEqual(write === undefined ? [] : [`table 0 / ${write}`]);
  });

  test('a transaction that only reads', () => {
    const charges = estimatedCharges(
      'TransactionCanceledException',
      { kind: 'read', itemCount: 2 },
      undefined,
    );
    expect(shown(charges)).toEqual(['table 4 / 0']);
  });
});

describe('reads or writes', () => {
  const statements = (name: string, ...list: string[]) =>
    JSON.stringify({ [name]: list.map((Statement) => ({ Statement })) });
  test.each<[operation: string, body: string, kind: 'read' | 'write']>([
    ['GetItem', '{}', 'read'],
    ['TransactGetItems', '{}', 'read'],
    ['BatchWriteItem', '{}', 'write'],
    ['TransactWriteItems', '{}', 'write'],
    ['ExecuteStatement', `{"Statement":"select * from m"}`, 'read'],
    ['ExecuteStatement', `{"Statement":"Insert Into m value {'id':'SELECT'}"}`, 'write'],
    ['BatchExecuteStatement', statements('Statements', 'SELECT * FROM m', 'SELECT * FROM m'), 'read'],
    ['BatchExecuteStatement', statements('Statements', 'DELETE FROM m', 'DELETE FROM m'), 'write'],
    [
      'ExecuteTransaction',
      statements('TransactStatements', 'EXISTS(SELECT * FROM m)', 'UPDATE m SET a=1'),
      'write',
    ],
  ])('%s %s', (operation, body, kind) => {
    expect(kindOfRequest(operation, tableUses(operation, Buffer.from(body)))).toBe(kind);
  });
});
