import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockDataFile } from '../../../src/lib/local/data-lock.ts';

let folder: string;
let dataFile: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'autodyne-lock-'));
  dataFile = join(folder, 'data.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the second is refused until the first lets go, and nothing is left', () => {
  const unlock = lockDataFile(dataFile);
  expect(() => lockDataFile(dataFile)).toThrow(
    expect.objectContaining({
      code: 'InvalidUsage',
      message: `${dataFile} is in use by process ${process.pid}, another local twin`,
      details: { pid: process.pid },
    }),
  );
  unlock();
  lockDataFile(dataFile)();
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ['of a process that is no more', '999999999 1'],
  ['of an earlier process with the same id', `${process.pid} 1`],
  ['that is empty', ''],
  ['that is nonsense', 'lock'],
])('a lock %s is taken over', (_, owner) => {
  writeFileSync(`${dataFile}.lock`, owner);
  const unlock = lockDataFile(dataFile);
  expect(readFileSync(`${dataFile}.lock`, 'utf8')).toMatch(new RegExp(`^${process.pid} `));
  unlock();
  expect(readdirSync(folder)).toEqual([]);
});
