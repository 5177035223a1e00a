import { beforeAll, describe, expect, test } from 'vitest';
import type { HttpResponse } from '../../../../src/lib/http/http-message.ts';
import { IndexChanges } from '../../../../src/lib/local/front/index-changes.ts';
import type { WireTable } from '../../../../src/lib/local/front/index-life.ts';
import type { UpdateTableCall } from '../../../../src/lib/proxy/update-table-policy.ts';
import { callEngine } from '../../../helpers/raw-dynamodb.ts';
import { useTable } from '../../../helpers/table.ts';

const table = useTable();
let nowMs = 0;
let changes: IndexChanges;

/** A table on the engine, with a clock that the test moves: an index takes 1,000 ms. */
beforeAll(() => {
  changes = new IndexChanges({
    tableName: table.tableName,
    delayMs: 1_000,
    now: () => nowMs,
    call: (operation, body) => callEngine(table.url, operation, body),
  });
});

const create = (IndexName: string): UpdateTableCall => ({
  TableName: table.tableName,
  AttributeDefinitions: [{ AttributeName: IndexName, AttributeType: 'S' }],
  GlobalSecondaryIndexUpdates: [
    {
      Create: {
        IndexName,
        KeySchema: [{ AttributeName: IndexName, KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    },
  ],
});
const drop = (IndexName: string): UpdateTableCall => ({
  TableName: table.tableName,
  GlobalSecondaryIndexUpdates: [{ Delete: { IndexName } }],
});

/** The relevant parts of the description of a table, or the error, on one line. */
function gist(response: HttpResponse): string {
  const body = JSON.parse(response.body) as Record<string, unknown>;
  if (response.status !== 200) return `${String(body['__type']).split('#')[1]}: ${String(body['message'])}`;
  const [shown] = Object.values(body) as WireTable[];
  const indexes = (shown?.GlobalSecondaryIndexes ?? []).map(
    (index) =>
      `${index.IndexName} ${index.IndexStatus}${index.Backfilling === undefined ? '' : ` Backfilling=${index.Backfilling}`}`,
  );
  const attributes = shown?.AttributeDefinitions?.map((definition) => definition.AttributeName) ?? [];
  return [`table ${shown?.TableStatus}`, ...indexes, `attributes ${attributes.sort().join(' ')}`].join(', ');
}

async function described(): Promise<string> {
  const body = JSON.stringify({ TableName: table.tableName });
  return gist(changes.showIn(await callEngine(table.url, 'DescribeTable', body)));
}

describe('an index of the local table', () => {
  test('is CREATING without and with Backfilling, then ACTIVE', async () => {
    const allocating = 'table UPDATING, uuid CREATING Backfilling=false, attributes id uuid';
    expect(gist(await changes.updateTable(create('uuid')))).toBe(allocating);
    expect(await described()).toBe(allocating);
    nowMs += 500;
    expect(await described()).toBe('table ACTIVE, uuid CREATING Backfilling=true, attributes id uuid');
    nowMs += 500;
    expect(await described()).toBe('table ACTIVE, uuid ACTIVE, attributes id uuid');
  });

  test('cannot be read before it is ACTIVE', async () => {
    const refusal = {
      name: 'ValidationException',
      message: 'Cannot read from backfilling global secondary index: second',
    };
    expect(changes.readRefusal('second')).toBeUndefined();
    await changes.updateTable(create('second'));
    expect(changes.readRefusal('second')).toEqual(refusal);
    expect(changes.readRefusal('uuid')).toBeUndefined();
    nowMs += 500;
    expect(changes.readRefusal('second')).toEqual(refusal);
    nowMs += 500;
    expect(changes.readRefusal('second')).toBeUndefined();
  });

  test('is DELETING, with its attribute still defined, then deleted', async () => {
    const deleting = 'table UPDATING, uuid ACTIVE, second DELETING, attributes id second uuid';
    expect(gist(await changes.updateTable(drop('second')))).toBe(deleting);
    expect(await described()).toBe(deleting);
    nowMs += 500;
    expect(await described()).toBe('table ACTIVE, uuid ACTIVE, attributes id uuid');
  });

  test('that is not there cannot be deleted', async () => {
    expect(gist(await changes.updateTable(drop('nothing')))).toBe(
      `ResourceNotFoundException: Requested resource not found: Index nothing for table ${table.tableName}`,
    );
  });
});

describe('a second change', () => {
  const inUse = 'ResourceInUseException: Attempt to change a resource which is still in use:';
  const attempt = async (call: UpdateTableCall): Promise<string> => gist(await changes.updateTable(call));

  test('is refused while the table is UPDATING', async () => {
    await changes.updateTable(create('third'));
    expect(await attempt(create('fourth'))).toBe(`${inUse} Table is being updated: ${table.tableName}`);
    expect(await attempt(drop('uuid'))).toBe(`${inUse} Table is being updated: ${table.tableName}`);
    expect(await attempt(create('third'))).toBe(
      `${inUse} Index is being created. Table: ${table.tableName} Index: third`,
    );
    expect(await attempt(drop('third'))).toBe(
      `${inUse} Index creation is in resource allocation phase. Retry deletion during backfilling phase or when the index is active. Table: ${table.tableName} Index: third`,
    );
  });

  test('is refused while another index is backfilling, but the index itself may be deleted', async () => {
    nowMs += 500;
    const limit =
      'LimitExceededException: Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table';
    expect(await attempt(create('fourth'))).toBe(limit);
    expect(await attempt(drop('uuid'))).toBe(limit);
    expect(await attempt(drop('third'))).toBe(
      'table UPDATING, uuid ACTIVE, third DELETING, attributes id third uuid',
    );
    expect(await attempt(drop('third'))).toBe(
      `${inUse} Index is being deleted. Table: ${table.tableName} Index: third`,
    );
    expect(await attempt(create('fourth'))).toBe(`${inUse} Table is being updated: ${table.tableName}`);
    nowMs += 500;
  });

  test('made at the same moment is checked after the first', async () => {
    const both = await Promise.all([attempt(create('left')), attempt(create('correct'))]);
    expect(both[0]).toContain('left CREATING');
    expect(both[1]).toBe(`${inUse} Table is being updated: ${table.tableName}`);
    nowMs += 1_000;
  });
});
