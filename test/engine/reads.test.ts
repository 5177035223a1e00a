import {
  BatchWriteItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { useTable } from '../helpers/table.ts';
import { ENGINES } from './engines.ts';

const SONGS = 60;

describe.each(ENGINES)('reads on $name', ({ start }) => {
  const table = useTable(
    {
      AttributeDefinitions: [
        { AttributeName: 'artist', AttributeType: 'S' },
        { AttributeName: 'year', AttributeType: 'N' },
        { AttributeName: 'genre', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'artist', KeyType: 'HASH' },
        { AttributeName: 'year', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-genre',
          KeySchema: [
            { AttributeName: 'genre', KeyType: 'HASH' },
            { AttributeName: 'year', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    },
    start,
  );

  /** Of each of three artists, the years from 1980 on; every second song has a genre. */
  beforeAll(async () => {
    const items = Array.from({ length: SONGS }, (_, at) => ({
      artist: { S: `artist-${at % 3}` },
      year: { N: String(1980 + Math.floor(at / 3)) },
      title: { S: `title ${at}` },
      ...(at % 2 === 0 ? { genre: { S: 'folk' } } : {}),
    }));
    for (let at = 0; at < SONGS; at += 20) {
      const RequestItems = {
        [table.tableName]: items.slice(at, at + 20).map((Item) => ({ PutRequest: { Item } })),
      };
      await table.client.send(new BatchWriteItemCommand({ RequestItems }));
    }
  });

  const query = (input: Partial<QueryCommandInput>) =>
    table.client.send(new QueryCommand({ TableName: table.tableName, ...input }));
  const scan = (input: Partial<ScanCommandInput>) =>
    table.client.send(new ScanCommand({ TableName: table.tableName, ...input }));
  const ofArtist = (sortKey = '', values: QueryCommandInput['ExpressionAttributeValues'] = {}) => ({
    KeyConditionExpression: `artist = :artist${sortKey}`,
    ExpressionAttributeValues: { ':artist': { S: 'artist-1' }, ...values },
    ...(sortKey.includes('#year') ? { ExpressionAttributeNames: { '#year': 'year' } } : {}),
  });
  const years = (items: readonly Record<string, { N?: string }>[] | undefined) =>
    items?.map((item) => Number(item['year']?.N));

  test('a query is in the order of numbers, forwards and backwards', async () => {
    const expected = Array.from({ length: SONGS / 3 }, (_, at) => 1980 + at);
    expect(years((await query(ofArtist())).Items as never)).toEqual(expected);
    const back = await query({ ...ofArtist(), ScanIndexForward: false });
    expect(years(back.Items as never)).toEqual(expected.reverse());
  });

  test.each([
    ['=', ' AND #year = :a', [1985]],
    ['<', ' AND #year < :a', [1980, 1981, 1982, 1983, 1984]],
    ['BETWEEN', ' AND #year BETWEEN :a AND :b', [1985, 1986, 1987]],
  ])('a sort key condition with %s', async (_, condition, expected) => {
    const values = { ':a': { N: '1985' }, ...(condition.includes(':b') ? { ':b': { N: '1987.0' } } : {}) };
    expect(years((await query(ofArtist(condition, values))).Items as never)).toEqual(expected);
  });

  test('pages: each begins where the last one ended', async () => {
    const seen: unknown[] = [];
    let start: QueryCommandInput['ExclusiveStartKey'];
    let pages = 0;
    do {
      const page = await query({ ...ofArtist(), Limit: 7, ExclusiveStartKey: start });
      seen.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
      pages += 1;
    } while (start !== undefined);
    expect(pages).toBe(3);
    expect(new Set(seen.map((item) => JSON.stringify(item))).size).toBe(20);
  });

  test('a filter: evaluated is more than returned, and the limit counts what is evaluated', async () => {
    const filtered = {
      ...ofArtist('', { ':title': { S: 'title 1' } }),
      FilterExpression: 'begins_with(title, :title)',
    };
    expect(await query(filtered)).toMatchObject({ Count: 5, ScannedCount: 20 });
    const page = await query({ ...filtered, Limit: 10 });
    expect(page.ScannedCount).toBe(10);
    expect(page.LastEvaluatedKey).toEqual({ artist: { S: 'artist-1' }, year: { N: '1989' } });
  });

  test('attributes to get, by placeholders for reserved words', async () => {
    const { Items } = await query({
      ...ofArtist(' AND #year = :a', { ':a': { N: '1980' } }),
      ProjectionExpression: 'title, #year',
    });
    expect(Items).toEqual([{ title: { S: 'title 1' }, year: { N: '1980' } }]);
    await expect(
      scan({ FilterExpression: 'year > :a', ExpressionAttributeValues: { ':a': { N: '1' } } }),
    ).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  test('segments: together they are the table, each item once', async () => {
    const parts = await Promise.all([0, 1, 2, 3].map((Segment) => scan({ Segment, TotalSegments: 4 })));
    const items = parts
      .flatMap((part) => part.Items ?? [])
      .map((item) => JSON.stringify([item['artist'], item['year']]));
    expect(items).toHaveLength(SONGS);
    expect(new Set(items).size).toBe(SONGS);
  });

  test('a count without items', async () => {
    const count = await scan({ Select: 'COUNT' });
    expect(count).toMatchObject({ Count: SONGS, ScannedCount: SONGS });
    expect(count.Items).toBeUndefined();
  });

  test('an index holds the items that have its key, and what it projects of them', async () => {
    const folk = {
      IndexName: 'by-genre',
      KeyConditionExpression: 'genre = :genre',
      ExpressionAttributeValues: { ':genre': { S: 'folk' } },
    };
    const { Items, Count } = await query({ ...folk, Limit: 1000 });
    expect(Count).toBe(SONGS / 2);
    expect(Object.keys(Items?.[0] ?? {}).sort()).toEqual(['artist', 'genre', 'year']);
    await expect(query({ ...folk, ConsistentRead: true })).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await expect(query({ ...folk, IndexName: 'nowhere' })).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  test('consumed capacity: half a unit for each 4 KB read, a whole one when it is consistent', async () => {
    const read = {
      ...ofArtist(' AND #year = :a', { ':a': { N: '1980' } }),
      ReturnConsumedCapacity: 'TOTAL' as const,
    };
    expect((await query(read)).ConsumedCapacity).toEqual({ TableName: table.tableName, CapacityUnits: 0.5 });
    expect((await query({ ...read, ConsistentRead: true })).ConsumedCapacity?.CapacityUnits).toBe(1);
  });

  test('a table that is not there', async () => {
    await expect(scan({ TableName: 'no-such-table' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
