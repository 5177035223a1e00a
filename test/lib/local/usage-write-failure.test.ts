import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { UsageMeter } from '../../../src/lib/local/meter/usage-meter.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

/** A simulated full disk: bytes that can still be written, and whether new files can be created. */
const disk = vi.hoisted(() => ({ room: Number.POSITIVE_INFINITY, takesFiles: true }));
vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>();
  return {
    ...fs,
    openSync: (...call: Parameters<typeof fs.openSync>) => {
      const [, flags = 0] = call;
      const isMade = typeof flags === 'number' ? (flags & fs.constants.O_CREAT) !== 0 : flags !== 'r';
      if (!disk.takesFiles && isMade)
        throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      return fs.openSync(...call);
    },
    writeSync: (file: number, bytes: Buffer, from: number, length: number, at: number) => {
      if (disk.room === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      const written = fs.writeSync(file, bytes, from, Math.min(length, disk.room), at);
      disk.room -= written;
      return written;
    },
  };
});

beforeEach(() => {
  disk.room = Number.POSITIVE_INFINITY;
  disk.takesFiles = true;
});

const put = [{ indexName: undefined, read: 0, write: 1 }];
/** The 20th of March 2026, half past twelve. */
let nowMs: number;
beforeEach(() => {
  nowMs = Date.UTC(2026, 2, 20, 12, 30);
});
const now = (): number => nowMs;
const used = (meter: UsageMeter): number => {
  const until = nowMs / 1000 + 1;
  const { Points } = meter.report({ since: until - 3600, until, periodSeconds: undefined });
  return Points.reduce((sum, { Table }) => sum + Table.Write, 0);
};

const linesIn = (folder: string): number =>
  readFileSync(join(folder, 'usage.jsonl'), 'utf8').split('\n').length - 1;

test('on a full disk, counting continues, the failure is reported once, and the counts are written later', async () => {
  const folder = await temporaryFolder();
  const text = (): string => readFileSync(join(folder, 'usage.jsonl'), 'utf8');
  const failures: unknown[] = [];
  const meter = await UsageMeter.open({
    tableName: 'music',
    folder,
    now,
    onWriteFailure: (error) => failures.push((error as { code?: string }).code),
  });
  const header = text();
  disk.room = 20;
  meter.count('PutItem', put);
  await expect.poll(() => failures).toEqual(['ENOSPC']);
  // Half a line is not left behind.
  expect(text()).toBe(header);
  meter.count('PutItem', put);
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(failures).toEqual(['ENOSPC']);
  expect(text()).toBe(header);
  disk.room = Number.POSITIVE_INFINITY;
  meter.count('PutItem', put);
  expect(used(meter)).toBe(3);
  meter.close();
  expect(text().split('\n')).toHaveLength(3);
  const again = await UsageMeter.open({ tableName: 'music', folder, now });
  expect(used(again)).toBe(3);
  again.close();
});

test('if the file cannot be rewritten at the start, it stays as it was', async () => {
  const folder = await temporaryFolder();
  const first = await UsageMeter.open({ tableName: 'music', folder, now });
  first.count('PutItem', put);
  first.close();
  const before = readFileSync(join(folder, 'usage.jsonl'), 'utf8');
  disk.room = 5;
  await expect(UsageMeter.open({ tableName: 'music', folder, now })).rejects.toMatchObject({
    code: 'InvalidInput',
    message: `cannot save usage in ${join(folder, 'usage.jsonl')}: ENOSPC`,
  });
  expect(readFileSync(join(folder, 'usage.jsonl'), 'utf8')).toBe(before);
  disk.room = Number.POSITIVE_INFINITY;
  const again = await UsageMeter.open({ tableName: 'music', folder, now });
  expect(used(again)).toBe(1);
  again.close();
});

test('if it cannot be rewritten in a new hour, lines are appended', async () => {
  const folder = await temporaryFolder();
  const open = () => UsageMeter.open({ tableName: 'music', folder, now });
  const meter = await open();
  meter.count('PutItem', put);
  await expect.poll(() => linesIn(folder)).toBe(2);
  nowMs += 3_600_000;
  disk.takesFiles = false;
  meter.count('PutItem', put);
  meter.close();
  expect(linesIn(folder)).toBe(3);
  disk.takesFiles = true;
  const again = await open();
  const { Points } = again.report({
    since: nowMs / 1000 - 7200,
    until: nowMs / 1000 + 1,
    periodSeconds: undefined,
  });
  expect(Points.map(({ Table }) => Table.Write)).toEqual([1, 1]);
  again.close();
});
