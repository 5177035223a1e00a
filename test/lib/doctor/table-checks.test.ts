import { describe, expect, test } from 'vitest';
import {
  clockCheck,
  keySchemaCheck,
  latencyCheck,
  statusCheck,
} from '../../../src/lib/doctor/table-checks.ts';

describe('clockCheck', () => {
  test.each<[skewMs: number | undefined, status: string, finding: string]>([
    [undefined, 'skipped', 'the server does not report its time'],
    [0, 'ok', 'correct'],
    [-4_999, 'ok', 'correct'],
    [61_000, 'ok', '1 min 1 s ahead, which is within the limit'],
    [-299_000, 'ok', '4 min 59 s behind, which is within the limit'],
    [300_000, 'failed', '5 min ahead: AWS and the proxy refuse the first requests'],
    [-7_200_000, 'failed', '2 h behind: AWS and the proxy refuse the first requests'],
  ])('%s ms', (skewMs, status, finding) => {
    expect(clockCheck(skewMs)).toMatchObject({ name: 'clock', status, finding });
  });
});

describe('statusCheck', () => {
  test.each([
    ['ACTIVE', 'ok'],
    ['UPDATING', 'ok'],
    ['CREATING', 'failed'],
    ['DELETING', 'failed'],
    ['ARCHIVED', 'failed'],
    ['INACCESSIBLE_ENCRYPTION_CREDENTIALS', 'failed'],
  ] as const)('%s', (TableStatus, status) => {
    expect(statusCheck({ TableName: 'music', TableStatus })).toMatchObject({
      status,
      finding: `"music" is ${TableStatus}`,
    });
  });
});

describe('latencyCheck takes the median', () => {
  test.each<[durationsMs: number[], status: string, finding: string]>([
    [[900, 2.25, 3], 'ok', '3.0 ms to read an item'],
    [[40.4, 40.6, 41], 'ok', '41 ms to read an item'],
    [[1200, 5, 1000], 'failed', '1000 ms to read an item'],
  ])('%j', (durationsMs, status, finding) => {
    expect(latencyCheck(durationsMs)).toMatchObject({ status, finding });
  });
});

test('keySchemaCheck names both keys with their types', () => {
  const KeySchema = [
    { AttributeName: 'artist', KeyType: 'HASH' as const },
    { AttributeName: 'year', KeyType: 'RANGE' as const },
  ];
  const AttributeDefinitions = [
    { AttributeName: 'artist', AttributeType: 'S' as const },
    { AttributeName: 'year', AttributeType: 'N' as const },
  ];
  expect(keySchemaCheck({ TableName: 'music', KeySchema, AttributeDefinitions }).finding).toBe(
    'partition key artist (S), sort key year (N)',
  );
});
