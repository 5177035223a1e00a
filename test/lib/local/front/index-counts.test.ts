import { afterEach, describe, expect, test } from 'vitest';
import { IndexCounts } from '../../../../src/lib/local/front/index-counts.ts';
import { startTwin, type Twin } from '../../../../src/lib/local/twin.ts';
import { callTwin } from '../../../helpers/call-twin.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const twins: Twin[] = [];
afterEach(async () => {
  for (const twin of twins.splice(0)) await twin.stop();
});

async function start(folder?: string): Promise<Twin> {
  const twin = await startTwin({ indexDelayMs: 0, folder, port: 0 });
  twins.push(twin);
  return twin;
}

async function done(twin: Twin, operation: string, body: object): Promise<string> {
  const { status, text } = await callTwin(twin, operation, { TableName: twin.tableName, ...body });
  expect(status, text).toBe(200);
  return text;
}

const put = (twin: Twin, id: string, attributes: object = {}) =>
  done(twin, 'PutItem', { Item: { id: { S: id }, ...attributes } });

const createIndex = (twin: Twin, IndexName: string, AttributeName: string) =>
  done(twin, 'UpdateTable', {
    AttributeDefinitions: [{ AttributeName, AttributeType: 'S' }],
    GlobalSecondaryIndexUpdates: [
      {
        Create: {
          IndexName,
          KeySchema: [{ AttributeName, KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      },
    ],
  });

async function countsOf(twin: Twin): Promise<Record<string, number>> {
  const { Table } = JSON.parse(await done(twin, 'DescribeTable', {})) as {
    Table: { ItemCount: number; GlobalSecondaryIndexes: { IndexName: string; ItemCount: number }[] };
  };
  const indexes = Table.GlobalSecondaryIndexes.map(({ IndexName, ItemCount }) => [IndexName, ItemCount]);
  return { table: Table.ItemCount, ...Object.fromEntries(indexes) };
}

test('each index has the number of its own items', async () => {
  const twin = await start();
  await createIndex(twin, 'by-artist', 'artist');
  await createIndex(twin, 'by-genre', 'genre');
  await put(twin, 'a', { artist: { S: 'Ada' }, genre: { S: 'jazz' } });
  await put(twin, 'b', { artist: { S: 'Ada' } });
  await put(twin, 'c');
  expect(await countsOf(twin)).toEqual({ table: 3, 'by-artist': 2, 'by-genre': 1 });
});

test.each([
  ['PutItem', { Item: { id: { S: 'b' }, artist: { S: 'Bob' } } }, 2],
  ['DeleteItem', { Key: { id: { S: 'a' } } }, 0],
  ['UpdateItem', { Key: { id: { S: 'a' } }, UpdateExpression: 'REMOVE artist' }, 0],
])('%s changes the number', async (operation, body, expected) => {
  const twin = await start();
  await createIndex(twin, 'by-artist', 'artist');
  await put(twin, 'a', { artist: { S: 'Ada' } });
  expect(await countsOf(twin)).toMatchObject({ 'by-artist': 1 });
  await done(twin, operation, body);
  expect(await countsOf(twin)).toMatchObject({ 'by-artist': expected });
});

test('a new index of the same name is counted anew', async () => {
  const twin = await start();
  await createIndex(twin, 'by-it', 'artist');
  await put(twin, 'a', { artist: { S: 'Ada' } });
  expect(await countsOf(twin)).toMatchObject({ 'by-it': 1 });
  await done(twin, 'UpdateTable', { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-it' } }] });
  await createIndex(twin, 'by-it', 'genre');
  expect(await countsOf(twin)).toMatchObject({ 'by-it': 0 });
});

test('what a twin kept is counted at its next start', async () => {
  const folder = await temporaryFolder();
  const first = await start(folder);
  await createIndex(first, 'by-artist', 'artist');
  await put(first, 'a', { artist: { S: 'Ada' } });
  await first.stop();
  twins.length = 0;
  expect(await countsOf(await start(folder))).toEqual({ table: 1, 'by-artist': 1 });
});

/** A table that is not small, whose index has pages of one item each, which come when they are let. */
class SlowIndex {
  pages = 0;
  itemCount = 0;
  isHeld = false;
  readonly #held: (() => void)[] = [];
  readonly counts = new IndexCounts({ tableName: 'T', scan: (body) => this.#page(JSON.parse(body) as Page) });

  async described(): Promise<number | undefined> {
    const described = {
      Table: {
        ItemCount: 1_001,
        GlobalSecondaryIndexes: [{ IndexName: 'by', IndexStatus: 'ACTIVE', ItemCount: 0 }],
      },
    };
    const response = { status: 200, headers: { 'x-amz-crc32': '1' }, body: JSON.stringify(described) };
    const { body } = await this.counts.showIn(response);
    return (JSON.parse(body) as typeof described).Table.GlobalSecondaryIndexes[0]?.ItemCount;
  }

  letGo(): void {
    this.isHeld = false;
    for (const go of this.#held.splice(0)) go();
  }

  async #page({ ExclusiveStartKey }: Page): ReturnType<ConstructorParameters<typeof IndexCounts>[0]['scan']> {
    this.pages += 1;
    if (this.isHeld) await new Promise<void>((resolve) => this.#held.push(resolve));
    const at = Number(ExclusiveStartKey?.id.N ?? 0) + 1;
    const page = {
      Count: Math.min(1, this.itemCount),
      ...(at < this.itemCount ? { LastEvaluatedKey: { id: { N: `${at}` } } } : {}),
    };
    return { status: 200, headers: {}, body: JSON.stringify(page) };
  }
}

interface Page {
  ExclusiveStartKey?: { id: { N: string } };
}

describe('a count that takes long', () => {
  test('nothing is read again while nothing was written', async () => {
    const index = new SlowIndex();
    index.itemCount = 3;
    expect(await index.described()).toBe(3);
    expect(await index.described()).toBe(3);
    expect(index.pages).toBe(3);
  });

  test('the last known number is shown meanwhile, and the new one once it is known', async () => {
    const index = new SlowIndex();
    index.itemCount = 3;
    await index.described();
    index.counts.noteWrite();
    index.itemCount = 5;
    index.isHeld = true;
    await expect.poll(async () => [await index.described(), index.pages]).toEqual([3, 4]);
    // A second look begins no second count.
    expect(await index.described()).toBe(3);
    expect(index.pages).toBe(4);
    index.letGo();
    await expect.poll(() => index.described()).toBe(5);
    expect(index.pages).toBe(8);
  });

  test('what was written during a count is counted by the next one', async () => {
    const index = new SlowIndex();
    index.itemCount = 1;
    index.isHeld = true;
    const first = index.described();
    await expect.poll(() => index.pages).toBe(1);
    index.counts.noteWrite();
    index.letGo();
    expect(await first).toBe(1);
    index.itemCount = 2;
    await expect.poll(() => index.described()).toBe(2);
  });

  test('a description without indexes stays as it came', async () => {
    const response = { status: 200, headers: { 'x-amz-crc32': '1' }, body: '{"Table":{"ItemCount":1}}' };
    expect(await new SlowIndex().counts.showIn(response)).toBe(response);
  });
});
