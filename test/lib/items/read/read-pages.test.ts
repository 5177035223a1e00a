import { beforeAll, describe, expect, test } from 'vitest';
import { createSdkClient } from '../../../../src/lib/client/client.ts';
import { planScan } from '../../../../src/lib/items/planner/plan-query.ts';
import { itemPages, queryPages } from '../../../../src/lib/items/read/item-pages.ts';
import type { Page } from '../../../../src/lib/items/read/read-pages.ts';
import { type ScanPlan, scanSegments } from '../../../../src/lib/items/read/scan-segments.ts';
import { type FaultServer, startFaultServer } from '../../../helpers/fault-server.ts';
import { fillTable } from '../../../helpers/fill-table.ts';
import { useTable } from '../../../helpers/table.ts';

const table = useTable();

beforeAll(() =>
  fillTable(
    table.client,
    table.tableName,
    Array.from({ length: 60 }, (_, n) => ({ id: { S: `item-${n}` } })),
  ),
);

function plan(): ScanPlan {
  const key = { partitionKey: { name: 'id', type: 'S' as const }, sortKey: undefined };
  const made = planScan({ tableName: table.tableName, key, indexes: [] }, { conditions: [] });
  if (made.operation !== 'Scan') throw new Error('a scan was planned');
  return made;
}

function connect(server: FaultServer) {
  return createSdkClient({
    accessKeyId: 'AKIATEST',
    secretAccessKey: 'test',
    sessionToken: undefined,
    region: 'us-east-1',
    endpointUrl: server.url,
  });
}

describe('a page is asked for only when the one before has been consumed', () => {
  test('of a scan', async () => {
    await using server = await startFaultServer(table.url);
    const client = connect(server);
    const pages = queryPages(client, plan(), { pageSize: 10 });
    expect(server.requests).toHaveLength(0);
    for (let asked = 1; asked <= 3; asked += 1) {
      const { value } = (await pages.next()) as { value: Page };
      expect(value).toMatchObject({ count: 10, scannedCount: 10, stoppedBy: undefined });
      expect(value.lastEvaluatedKey).toEqual({ id: value.items.at(-1)?.['id'] });
      expect(server.requests).toHaveLength(asked);
    }
    await pages.return();
    expect(server.requests).toHaveLength(3);
    client.destroy();
  });

  test('of a scan in segments: one of each that is being read, 16 at the most', async () => {
    await using server = await startFaultServer(table.url);
    const client = connect(server);
    const pages = scanSegments(itemPages(client, plan()), plan(), 40, { pageSize: 1 });
    await pages.next();
    // Waits for the requests under way.
    await pages.return();
    const segments = server.requests.map(
      ({ body }) => (JSON.parse(body.toString()) as { Segment: number }).Segment,
    );
    expect(segments.sort((a, b) => a - b)).toEqual([...Array(16).keys()]);
    client.destroy();
  });
});
