import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callOperation } from '../../../../src/lib/client/call-operation.ts';
import { RawSender } from '../../../../src/lib/client/raw-sender.ts';
import type { ServedRequest } from '../../../../src/lib/local/front/watched-request.ts';
import { startTwin, type Twin } from '../../../../src/lib/local/twin.ts';

let twin: Twin;
let client: RawSender;
const seen: ServedRequest[] = [];
beforeAll(async () => {
  twin = await startTwin({
    tableName: 'music',
    partitionKey: { name: 'artist', type: 'S' },
    sortKey: { name: 'year', type: 'N' },
    onRequest: (served) => seen.push(served),
  });
  client = new RawSender({ ...twin, sessionToken: undefined });
});
afterAll(async () => {
  client.close();
  await twin.stop();
});

/** The line's parts for one request, whose own outcome does not matter here. */
async function watched(operation: string, input: object): Promise<Omit<ServedRequest, 'durationMs'>> {
  seen.length = 0;
  await callOperation(client, operation as 'GetItem', { TableName: 'music', ...input } as never).catch(
    () => undefined,
  );
  expect(seen).toHaveLength(1);
  const { durationMs, ...rest } = seen[0] as ServedRequest;
  expect(durationMs).toBeGreaterThan(0);
  return rest;
}

const KEY = { artist: { S: 'Arturus' }, year: { N: '1979' } };

describe('a watched request is shown with', () => {
  test.each<[string, object, string, number, number]>([
    ['PutItem', { Item: { ...KEY, title: { S: 'hidden' } } }, 'artist=Arturus year=1979', 0, 1],
    ['GetItem', { Key: KEY, ConsistentRead: true }, 'artist=Arturus year=1979', 1, 0],
    [
      'GetItem',
      { Key: { artist: { S: 'a\nb\u001b[2J' }, year: { N: '1' } } },
      'artist="a\\nb\\u001b[2J" year=1',
      0.5,
      0,
    ],
    [
      'UpdateItem',
      {
        Key: KEY,
        UpdateExpression: 'SET #t = :t',
        ConditionExpression: 'attribute_exists(#t) AND #y > :y',
        ExpressionAttributeNames: { '#t': 'title', '#y': 'year' },
        ExpressionAttributeValues: { ':t': { S: 'new' }, ':y': { N: '5' } },
      },
      'artist=Arturus year=1979 if attribute_exists(title) AND year > 5',
      0,
      1,
    ],
    [
      'Query',
      {
        KeyConditionExpression: '#a = :a',
        FilterExpression: 'contains(title, :t)',
        ExpressionAttributeNames: { '#a': 'artist' },
        ExpressionAttributeValues: { ':a': { S: 'Arturus' }, ':t': { S: 'x y' } },
      },
      'artist = Arturus filter contains(title, x y)',
      0.5,
      0,
    ],
    ['Scan', { Segment: 0, TotalSegments: 4 }, 'segment 1 of 4', 0.5, 0],
    [
      'BatchWriteItem',
      {
        RequestItems: {
          music: [1, 2].map((n) => ({ PutRequest: { Item: { ...KEY, year: { N: `${n}` } } } })),
        },
      },
      '2 puts',
      0,
      2,
    ],
    ['BatchGetItem', { RequestItems: { music: { Keys: [KEY] } } }, '1 key', 0.5, 0],
    [
      'TransactWriteItems',
      {
        TransactItems: [1, 2, 3, 4].map((n) => ({
          Delete: { TableName: 'music', Key: { ...KEY, year: { N: `${n + 10}` } } },
        })),
      },
      'delete artist=Arturus year=11, delete artist=Arturus year=12, delete artist=Arturus year=13, and 1 more',
      0,
      8,
    ],
    [
      'ExecuteStatement',
      { Statement: `SELECT *\n FROM "music" WHERE artist = 'x'` },
      `SELECT * FROM "music" WHERE artist = 'x'`,
      0.5,
      0,
    ],
  ])('%s', async (operation, input, subject, read, write) => {
    const { TableName: _, ...rest } = { TableName: '', ...input };
    expect(await watched(operation, rest)).toEqual({
      operation,
      subject,
      units: { read, write },
      refusal: undefined,
    });
  });

  test('the reason of a refusal, and what that consumed', async () => {
    const put = { Item: KEY, ConditionExpression: 'attribute_not_exists(artist)' };
    expect(await watched('PutItem', put)).toEqual({
      operation: 'PutItem',
      subject: 'artist=Arturus year=1979 if attribute_not_exists(artist)',
      units: { read: 0, write: 1 },
      refusal: { name: 'ConditionalCheckFailedException', message: 'The conditional request failed' },
    });
    const { refusal } = await watched('GetItem', { Key: { artist: { S: 'x' } } });
    expect(refusal?.name).toBe('ValidationException');
    const other = await watched('GetItem', { TableName: 'other', Key: KEY });
    expect(other.refusal?.message).toMatch(
      /^User: .* is not authorized to perform: dynamodb:GetItem on resource: /,
    );
  });

  test('a wrong signature, and no credential of anybody', async () => {
    seen.length = 0;
    const stranger = new RawSender({ ...twin, secretAccessKey: 'not-the-secret', sessionToken: 'a-token' });
    await callOperation(stranger, 'GetItem', { TableName: 'music', Key: KEY }).catch(() => undefined);
    stranger.close();
    expect(seen[0]?.refusal?.name).toMatch(/^(InvalidSignatureException|UnrecognizedClientException)$/);
    const text = JSON.stringify(seen);
    for (const secret of [twin.secretAccessKey, 'not-the-secret', 'a-token', 'Signature='])
      expect(text).not.toContain(secret);
  });

  test('what is no operation, by its method and path', async () => {
    seen.length = 0;
    await fetch(twin.endpointUrl);
    await fetch(`${twin.endpointUrl}/favicon.ico?x=1`);
    expect(seen.map(({ operation, subject, refusal }) => [operation, subject, refusal])).toEqual([
      ['GET /', '', undefined],
      ['GET /favicon.ico', '', { name: 'HTTP 404', message: '' }],
    ]);
  });
});
