import { chmodSync, copyFileSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { makePrivateFile } from '../../../../src/lib/local/engine/private-files.ts';
import { startTwin } from '../../../../src/lib/local/twin.ts';
import { killableEngine } from '../../../helpers/engine-script.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

let scratch: string;
let folder: string;
beforeEach(async () => {
  scratch = await temporaryFolder();
  folder = join(scratch, 'local');
});

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const DATA = ['data.db', 'data.db-wal', 'data.db-shm'];

test("a new twin's data is for its owner alone, while it runs and afterwards", async () => {
  const before = process.umask(0);
  try {
    const twin = await startTwin({ folder, port: 0 });
    expect(DATA.map((name) => [name, mode(join(folder, name))])).toEqual(DATA.map((name) => [name, '600']));
    expect(mode(folder)).toBe('700');
    await twin.stop();
    expect(mode(join(folder, 'data.db'))).toBe('600');
  } finally {
    process.umask(before);
  }
});

test('what an earlier start left open to others is closed', async () => {
  const engine = killableEngine(scratch);
  const first = await startTwin({ folder, port: 0, enginePath: engine.path });
  // A crash leaves the other files of SQLite next to the data.
  for (const name of DATA) chmodSync(join(folder, name), 0o644);
  chmodSync(folder, 0o755);
  const copy = join(scratch, 'copy');
  mkdirSync(copy, { mode: 0o755 });
  for (const name of [...DATA, 'twin.json']) copyFileSync(join(folder, name), join(copy, name));
  for (const name of DATA) chmodSync(join(copy, name), 0o644);
  await first.stop();
  chmodSync(copy, 0o755);

  const second = await startTwin({ folder: copy, port: 0, tableName: first.tableName });
  expect(DATA.filter((name) => existsSync(join(copy, name))).map((name) => mode(join(copy, name)))).toEqual([
    '600',
    '600',
    '600',
  ]);
  expect(mode(copy)).toBe('700');
  await second.stop();
});

test('a folder that holds other things too keeps its mode, and the data in it is closed all the same', async () => {
  mkdirSync(folder, { mode: 0o755 });
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  const twin = await startTwin({ folder, port: 0 });
  expect([mode(folder), mode(join(folder, 'data.db')), mode(join(folder, 'twin.json'))]).toEqual([
    '755',
    '600',
    '600',
  ]);
  await twin.stop();
});

test('a file is made private without losing what it holds', () => {
  const file = join(scratch, 'usage.jsonl');
  makePrivateFile(file);
  expect(mode(file)).toBe('600');
  writeFileSync(file, 'kept');
  chmodSync(file, 0o666);
  makePrivateFile(file);
  expect([mode(file), statSync(file).size]).toEqual(['600', 4]);
});

test('a data file that is not one is refused with a message, and not locked', async () => {
  mkdirSync(join(folder, 'data.db'), { recursive: true });
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    await expect(startTwin({ folder, port: 0 })).rejects.toMatchObject({
      code: 'InvalidInput',
      message: `cannot keep data in ${folder}/data.db: it is a folder`,
    });
  }
});
