import { expect, test } from 'vitest';
import { freeMemory } from '../../../src/lib/threads/free-memory.ts';

test('a buffer whose memory is given back is empty', () => {
  const large = Buffer.allocUnsafe(1024 * 1024);
  freeMemory(large.subarray(100, 200));
  expect(large.length).toBe(0);
});

test('memory that may be shared is left alone', () => {
  const small = Buffer.from('as it was');
  freeMemory(small);
  expect(small.toString()).toBe('as it was');
});
