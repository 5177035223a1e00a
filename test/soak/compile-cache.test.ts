import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { seededRandom } from '../helpers/faults.ts';
import { aloneCommand, soakSeeds } from '../helpers/soak-seeds.ts';

const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const isRoot = process.getuid?.() === 0;

const home = mkdtempSync(join(tmpdir(), 'autodyne-cache-'));
const folder = join(home, '.cache', 'autodyne');
let cache = '';
let good: Buffer;
let said = '';

interface Run {
  output: string;
  exitCode: number | null;
  signal: NodeJS.Signals | null;
}

/** A command that runs more of the bundle than its start. One that hangs is killed, which shows as a signal. */
function run(): Promise<Run> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, NO_COLOR: '1' };
  const child = spawn(process.execPath, [bin, 'config'], { cwd: home, env, timeout: 20_000 });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  return new Promise((resolve) =>
    child.once('close', (exitCode, signal) => resolve({ output, exitCode, signal })),
  );
}

/** The folder of the cache contains one complete cache and no other file. */
function expectSound(): void {
  expect(readdirSync(folder)).toEqual([cache.slice(folder.length + 1)]);
  const bytes = readFileSync(cache);
  const length = bytes.length - 8;
  expect(bytes.readUInt32LE(length)).toBe(length);
  expect(bytes.readUInt32LE(length + 4)).toBe(crc32(bytes.subarray(0, length)));
  expect(lstatSync(cache).mode & 0o777).toBe(0o600);
}

beforeAll(async () => {
  const first = await run();
  expect(first.exitCode, first.output).toBe(0);
  said = first.output;
  cache = join(folder, readdirSync(folder)[0] ?? '');
  good = readFileSync(cache);
  expect(good.length).toBeGreaterThan(100_000);
});
beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  writeFileSync(cache, good, { mode: 0o600 });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Damage of one kind, at a place that chance names. */
const DAMAGES: ((bytes: Buffer, random: () => number) => Buffer)[] = [
  (bytes, random) => {
    const at = Math.floor(random() * bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 + Math.floor(random() * 255));
    return bytes;
  },
  (bytes, random) => {
    const at = Math.floor(random() * (bytes.length - 4096));
    return bytes.fill(0, at, at + 4096);
  },
  (bytes, random) => bytes.subarray(0, Math.floor(random() * bytes.length)),
  (bytes, random) => Buffer.concat([bytes, Buffer.alloc(1 + Math.floor(random() * 4096))]),
  (bytes, random) => {
    const from = Math.floor(random() * (bytes.length - 4096));
    bytes.copyWithin(Math.floor(random() * (bytes.length - 4096)), from, from + 4096);
    return bytes;
  },
  (bytes, random) => {
    const at = Math.floor(random() * (bytes.length - 512));
    for (let byte = at; byte < at + 512; byte += 1) bytes[byte] = Math.floor(random() * 256);
    return bytes;
  },
  (bytes, random) => bytes.fill(random() < 0.5 ? 0 : 0xff),
  () => Buffer.alloc(0),
];

test.each(soakSeeds('compile-cache'))('damaged cache %i is replaced without a message', async (seed) => {
  const damage = DAMAGES[seed % DAMAGES.length];
  const damaged = damage?.(Buffer.from(good), seededRandom(seed)) ?? good;
  // A few bytes over their like are no damage.
  if (damaged.equals(good)) return;
  writeFileSync(cache, damaged);
  expect(await run(), aloneCommand('compile-cache', seed)).toEqual({
    output: said,
    exitCode: 0,
    signal: null,
  });
  expectSound();
});

test('a sound cache is used as it is', async () => {
  const { ino } = lstatSync(cache);
  expect(await run()).toEqual({ output: said, exitCode: 0, signal: null });
  expect(lstatSync(cache).ino).toBe(ino);
});

test('processes that write it at the same time leave one complete cache and no other file', async () => {
  rmSync(folder, { recursive: true });
  for (const { output, exitCode } of await Promise.all([run(), run(), run(), run()])) {
    expect(exitCode, output).toBe(0);
  }
  expectSound();
}, 60_000);

test('a cache that other users can write is not run, but replaced', async () => {
  const { ino } = lstatSync(cache);
  chmodSync(cache, 0o666);
  expect(await run()).toEqual({ output: said, exitCode: 0, signal: null });
  expect(lstatSync(cache).ino).not.toBe(ino);
  expectSound();
});

test('in a folder that others can write, nothing is run and nothing written', async () => {
  writeFileSync(cache, 'theirs');
  chmodSync(folder, 0o777);
  expect(await run()).toEqual({ output: said, exitCode: 0, signal: null });
  expect(readFileSync(cache, 'utf8')).toBe('theirs');
});

test.skipIf(!isRoot)('a cache of another user is not run', async () => {
  const { ino } = lstatSync(cache);
  chownSync(cache, 54321, 54321);
  expect(await run()).toEqual({ output: said, exitCode: 0, signal: null });
  expect(lstatSync(cache).ino).not.toBe(ino);
  expectSound();
});

test.skipIf(!isRoot)("root makes no folder in a user's home", async () => {
  rmSync(join(home, '.cache'), { recursive: true });
  chownSync(home, 54321, 54321);
  try {
    expect(await run()).toEqual({ output: said, exitCode: 0, signal: null });
    expect(readdirSync(home)).toEqual([]);
  } finally {
    chownSync(home, 0, 0);
    mkdirSync(join(home, '.cache'), { mode: 0o700 });
  }
});

test('a link is not followed, and a pipe not waited for', async () => {
  const elsewhere = join(home, 'elsewhere');
  renameSync(cache, elsewhere);
  symlinkSync(elsewhere, cache);
  expect(await run()).toEqual({ output: said, exitCode: 0, signal: null });
  expectSound();
  expect(readFileSync(elsewhere).equals(good)).toBe(true);
  rmSync(cache);
  execFileSync('mkfifo', [cache]);
  expect(await run()).toEqual({ output: said, exitCode: 0, signal: null });
  expectSound();
});
