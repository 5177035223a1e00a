import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { callOperation } from '../../../src/lib/client/call-operation.ts';
import { createSdkClient } from '../../../src/lib/client/client.ts';
import type { IndexSchema } from '../../../src/lib/items/keys/key-schema.ts';
import { loadTableSchema } from '../../../src/lib/items/read/describe-table.ts';
import { createTable } from '../../../src/lib/tables/create-table.ts';
import {
  createTableRequest,
  describedDesign,
  type TableDesign,
} from '../../../src/lib/tables/create-table-request.ts';
import { startFaultServer } from '../../helpers/fault-server.ts';
import { useTable } from '../../helpers/table.ts';

const table = useTable();
const WAIT = { intervalMs: 5, timeoutMs: 10_000 };

const byGenre: Omit<IndexSchema, 'status'> = {
  name: 'by-genre',
  kind: 'global',
  partitionKeys: [{ name: 'genre', type: 'S' }],
  sortKeys: [{ name: 'year', type: 'N' }],
  projection: 'INCLUDE',
  nonKeyAttributes: ['label'],
};
const byYear: Omit<IndexSchema, 'status'> = {
  name: 'by-year',
  kind: 'local',
  partitionKeys: [{ name: 'artist', type: 'S' }],
  sortKeys: [{ name: 'year', type: 'N' }],
  projection: 'KEYS_ONLY',
  nonKeyAttributes: [],
};
const DESIGN: TableDesign = {
  key: { partitionKey: { name: 'artist', type: 'S' }, sortKey: { name: 'title', type: 'S' } },
  indexes: [byGenre, byYear],
};

describe('a table is made with all that it is to have', () => {
  test.each<[string, TableDesign, object]>([
    ['on demand', DESIGN, { BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } }],
    [
      'with provisioned throughput, its indexes too',
      { ...DESIGN, throughput: { readUnits: 7, writeUnits: 3 } },
      {
        ProvisionedThroughput: { ReadCapacityUnits: 7, WriteCapacityUnits: 3 },
        GlobalSecondaryIndexes: [{ ProvisionedThroughput: { ReadCapacityUnits: 7, WriteCapacityUnits: 3 } }],
      },
    ],
  ])('%s', async (_, design, expected) => {
    const TableName = `made-${randomUUID()}`;
    const request = createTableRequest(describedDesign(design), TableName, { withGlobalIndexes: true });
    const described = await createTable(table.client, request, WAIT);
    expect(described).toMatchObject({ TableStatus: 'ACTIVE', ...expected });
    const { key, indexes } = await loadTableSchema(table.client, TableName);
    expect(key).toEqual(design.key);
    expect(indexes).toMatchObject([byGenre, byYear]);
    // What was described makes the same once more.
    const again = createTableRequest(described, TableName, { withGlobalIndexes: true });
    expect({ ...again, AttributeDefinitions: again.AttributeDefinitions?.length }).toEqual({
      ...request,
      AttributeDefinitions: request.AttributeDefinitions?.length,
    });
    await callOperation(table.client, 'DeleteTable', { TableName });
  });
});

test('without global indexes no attribute of theirs is defined, which CreateTable would refuse', () => {
  const request = createTableRequest(describedDesign(DESIGN), 't');
  expect(request.GlobalSecondaryIndexes).toBeUndefined();
  expect(request.AttributeDefinitions?.map(({ AttributeName }) => AttributeName)).toEqual([
    'artist',
    'title',
    'year',
  ]);
});

test('a signal ends the waiting', async () => {
  const creating = {
    Table: {
      TableName: 't',
      TableStatus: 'CREATING',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    },
  };
  await using faults = await startFaultServer(table.url, {
    script: ({ operation }) =>
      operation === 'DescribeTable'
        ? { change: () => creating }
        : { change: () => ({ TableDescription: {} }) },
  });
  const keys = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret', sessionToken: undefined };
  const client = createSdkClient({ ...keys, region: 'us-east-1', endpointUrl: faults.url });
  const request = createTableRequest(describedDesign({ key: DESIGN.key }), table.tableName);
  const made = createTable(
    client,
    request,
    { intervalMs: 60_000, timeoutMs: 120_000 },
    { signal: AbortSignal.timeout(300) },
  );
  await expect(made).rejects.toMatchObject({ name: 'AbortError' });
  client.destroy();
});
