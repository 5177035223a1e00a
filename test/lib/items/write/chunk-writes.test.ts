import type { WriteRequest } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { toTypedJsonText } from '../../../../src/lib/items/json/typed-json.ts';
import {
  chunkWrites,
  itemOf,
  requestOf,
  type WriteChunk,
} from '../../../../src/lib/items/write/chunk-writes.ts';
import { MAX_BATCH_BYTES } from '../../../../src/lib/wire/request-limits.ts';

function put(id: string, text = ''): WriteRequest {
  return { PutRequest: { Item: { id: { S: id }, text: { S: text } } } };
}

async function* source(requests: readonly WriteRequest[], failure?: Error): AsyncGenerator<WriteRequest> {
  yield* requests;
  if (failure !== undefined) throw failure;
}

async function chunksOf(requests: readonly WriteRequest[]): Promise<WriteChunk[]> {
  const chunks: WriteChunk[] = [];
  for await (const chunk of chunkWrites(source(requests), ['id'])) chunks.push(chunk);
  return chunks;
}

function ids(chunk: WriteChunk): string[] {
  return chunk.writes.map((write) => itemOf(requestOf(write))['id']?.S ?? '');
}

describe('writes are grouped', () => {
  test.each([
    [0, []],
    [1, [1]],
    [24, [24]],
    [25, [25]],
    [26, [25, 1]],
    [51, [25, 25, 1]],
  ])('%i of them', async (count, sizes) => {
    const chunks = await chunksOf(Array.from({ length: count }, (_, index) => put(String(index))));
    expect(chunks.map(({ writes }) => writes.length)).toEqual(sizes);
  });

  test('by 16 MB as sent', async () => {
    const requests = Array.from({ length: 25 }, (_, index) => put(String(index), '\u0001'.repeat(300_000)));
    const chunks = await chunksOf(requests);
    expect(chunks.flatMap(ids)).toEqual(requests.map((request) => itemOf(request)['id']?.S));
    for (const { writes: sent } of chunks) {
      const bytes = sent.reduce(
        (sum, write) => sum + Buffer.byteLength(toTypedJsonText(itemOf(requestOf(write)))),
        0,
      );
      expect(bytes).toBeLessThan(MAX_BATCH_BYTES);
      expect(bytes).toBeGreaterThan(MAX_BATCH_BYTES / 4);
    }
  });

  test('of the same key in one the last wins, a delete too', async () => {
    const [chunk, second] = await chunksOf([
      put('a', 'first'),
      put('b'),
      { DeleteRequest: { Key: { id: { S: 'b' } } } },
      put('a', 'second'),
    ]);
    expect(second).toBeUndefined();
    expect(chunk?.writes).toEqual([{ DeleteRequest: { Key: { id: { S: 'b' } } } }, put('a', 'second')]);
    expect(chunk?.repeated).toBe(2);
  });

  test('a repeated key takes no room', async () => {
    const requests = Array.from({ length: 30 }, (_, index) => put(String(index % 25), String(index)));
    const [chunk, second] = await chunksOf(requests);
    expect(second).toBeUndefined();
    expect(chunk?.writes).toHaveLength(25);
  });

  test('when the source fails, what came before is given first', async () => {
    const chunks: string[][] = [];
    const writes = chunkWrites(source([put('a'), put('b')], new Error('no more')), ['id']);
    await expect(async () => {
      for await (const chunk of writes) chunks.push(ids(chunk));
    }).rejects.toThrow('no more');
    expect(chunks).toEqual([['a', 'b']]);
  });
});
