import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockTwinFile } from '../../../../src/lib/local/engine/data-lock.ts';

let folder: string;
let dataFile: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'autodyne-lock-'));
  dataFile = join(folder, 'data.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the second is refused until the first lets go, and nothing is left', () => {
  const unlock = lockTwinFile(dataFile);
  expect(() => lockTwinFile(dataFile)).toThrow(
    expect.objectContaining({
      code: 'InvalidUsage',
      message: `${dataFile} is in use by process ${process.pid}, another local twin`,
      details: { pid: process.pid, host: hostname() },
    }),
  );
  unlock();
  lockTwinFile(dataFile)();
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ['of a process that is no more', `999999999 ${hostname()} 1`],
  ['of an earlier process with the same id', `${process.pid} ${hostname()} 1`],
  ['that is empty', ''],
  ['that is nonsense', 'lock'],
])('a lock %s is taken over', (_, owner) => {
  writeFileSync(`${dataFile}.lock`, owner);
  const unlock = lockTwinFile(dataFile);
  expect(readFileSync(`${dataFile}.lock`, 'utf8')).toMatch(new RegExp(`^${process.pid} `));
  unlock();
  expect(readdirSync(folder)).toEqual([]);
});

test('a lock of another host is never taken over', () => {
  writeFileSync(`${dataFile}.lock`, `999999999 elsewhere 1`);
  expect(() => lockTwinFile(dataFile)).toThrow(`${dataFile} is in use by process 999999999 on elsewhere`);
  expect(readFileSync(`${dataFile}.lock`, 'utf8')).toBe('999999999 elsewhere 1');
});
