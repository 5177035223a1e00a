import { expect, test } from 'vitest';
import { Appender } from '../../../src/lib/threads/appender.ts';

const piece = (letter: string, sizeBytes = 1000): Buffer => Buffer.alloc(sizeBytes, letter);

test('what spans many chunks is joined, and what it outgrew takes no memory', () => {
  const appender = new Appender();
  let all = appender.append(piece('a'), piece('b'));
  const first = all;
  for (const letter of 'cdefghij') all = appender.append(all, piece(letter));
  expect(all.toString()).toBe([...'abcdefghij'].map((letter) => letter.repeat(1000)).join(''));
  expect(first.length).toBe(0);
});

test('what was handed out stays, however long the rest becomes', () => {
  const appender = new Appender();
  const joined = appender.append(piece('a'), piece('b'));
  const taken = joined.subarray(0, 1500);
  let rest = joined.subarray(1500);
  for (const letter of 'cdefghij') rest = appender.append(rest, piece(letter));
  expect(taken.toString()).toBe('a'.repeat(1000) + 'b'.repeat(500));
  expect(rest.toString()).toBe(
    'b'.repeat(500) + [...'cdefghij'].map((letter) => letter.repeat(1000)).join(''),
  );
});

test('no more room is made than what may come to be', () => {
  const appender = new Appender(10_000);
  const sizes = new Set<number>();
  let all = piece('a');
  for (let count = 1; count < 12; count += 1) {
    all = appender.append(all, piece('b'));
    sizes.add(all.buffer.byteLength);
  }
  expect(all.toString()).toBe('a'.repeat(1000) + 'b'.repeat(11_000));
  // Beyond a quarter of it, all of it at once; and what comes all the same finds room.
  expect([...sizes]).toEqual([4000, 10_000, 11_000, 12_000]);
});
