import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTwin, type Twin } from '../../src/lib/local/twin.ts';
import { callTwin } from '../helpers/call-twin.ts';

let twin: Twin;
beforeAll(async () => {
  twin = await startTwin({ tableName: 'mine', region: 'eu-west-1' });
});
afterAll(() => twin.stop());

test('16 MB of tiny members take a bounded amount of memory', async () => {
  const members = (count: number): string =>
    Array.from({ length: count }, (_, index) => `"${index}":[]`).join(',');
  const before = process.memoryUsage().rss;
  const { text } = await callTwin(twin, 'BatchWriteItem', `{"RequestItems":{${members(1_200_000)}}}`);
  expect(text).toContain('Too many items requested for the BatchWriteItem call');
  await callTwin(twin, 'GetItem', `{"TableName":"mine","Key":{${members(1_200_000)}}}`);
  await callTwin(twin, 'GetItem', `{"TableName":"mine",${members(1_200_000)}}`);
  // The requests themselves are here too, three times: as text, as bytes to sign, and as they are received.
  expect(process.memoryUsage().rss - before).toBeLessThan(500 * 1024 * 1024);
});
