import { createHash } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import type { Compression } from '../../../../src/lib/archive/archive-layout.ts';
import { scanPage } from '../../../../src/lib/bulk/page-scanner.ts';
import type { RawPage } from '../../../../src/lib/bulk/raw-pages.ts';
import { WriterThread } from '../../../../src/lib/dump/writer/writer-thread.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const thread = new WriterThread();
afterAll(() => thread.close());

/** A page as `rawPages` gives it, in the thread's memory. */
function page(items: readonly string[]): RawPage {
  const response = Buffer.from(`{"Items":[${items.join(', ')}]}`);
  const body = thread.allocate(response.length).subarray(0, response.length);
  body.set(response);
  return {
    body,
    items: scanPage(body).items ?? new Uint32Array(0),
    count: items.length,
    scannedCount: items.length,
    lastEvaluatedKey: undefined,
    startKey: undefined,
    consumedCapacity: undefined,
  };
}

const itemsOfPage = (number: number): string[] =>
  Array.from({ length: 50 }, (_, index) => `{"id":{"S":"é ${number}-${index} ${'x'.repeat(index * 40)}"}}`);

const linesOf = (items: readonly string[]): string => items.map((item) => `{"Item":${item}}\n`).join('');

const hasZstd = 'zstdDecompress' in zlib;
type Decompress = (bytes: Buffer) => Promise<Buffer>;
const decompress: Record<Compression, Decompress> = {
  none: async (bytes) => bytes,
  gzip: promisify<Buffer, Buffer>(zlib.gunzip),
  zstd: (bytes) =>
    promisify((zlib as unknown as { zstdDecompress: typeof zlib.gunzip }).zstdDecompress)(
      bytes,
    ) as Promise<Buffer>,
};
const compressions: Compression[] = ['none', 'gzip', ...(hasZstd ? (['zstd'] as const) : [])];

describe.each(compressions)('a data file, compression %s', (compression) => {
  test('holds the lines of its pages in order, and knows its own size and checksum', async () => {
    const path = join(await temporaryFolder(), 'data');
    const file = await thread.openDataFile({ path, compression });
    const items = Array.from({ length: 40 }, (_, number) => itemsOfPage(number));
    for (const pageItems of items) await file.write(page(pageItems));
    const content = linesOf(items.flat());
    expect(file).toMatchObject({ itemCount: 2000, contentSizeBytes: Buffer.byteLength(content) });
    const facts = await file.finish();
    const bytes = await readFile(path);
    expect(facts).toEqual({
      itemCount: 2000,
      contentSizeBytes: Buffer.byteLength(content),
      sizeBytes: bytes.length,
      md5Base64: createHash('md5').update(bytes).digest('base64'),
      md5Hex: createHash('md5').update(bytes).digest('hex'),
    });
    expect((await decompress[compression](bytes)).toString()).toBe(content);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('may be empty', async () => {
    const path = join(await temporaryFolder(), 'data');
    const file = await thread.openDataFile({ path, compression });
    await file.write(page([]));
    expect(await file.finish()).toMatchObject({ itemCount: 0, contentSizeBytes: 0 });
    expect((await decompress[compression](await readFile(path))).length).toBe(0);
  });
});

test('several files at once keep their pages apart', async () => {
  const folder = await temporaryFolder();
  const numbers = [1, 2, 3, 4, 5];
  const sizes = await Promise.all(
    numbers.map(async (number) => {
      const file = await thread.openDataFile({ path: join(folder, String(number)), compression: 'gzip' });
      for (let round = 0; round < 10; round += 1) await file.write(page(itemsOfPage(number)));
      return (await file.finish()).contentSizeBytes;
    }),
  );
  for (const number of numbers) {
    const content = await decompress.gzip(await readFile(join(folder, String(number))));
    expect(content.toString()).toBe(linesOf(itemsOfPage(number)).repeat(10));
    expect(content.length).toBe(sizes[number - 1]);
  }
});

test('pages are taken only as fast as they are written', async () => {
  const path = join(await temporaryFolder(), 'data');
  const file = await thread.openDataFile({ path, compression: 'gzip' });
  const pages = Array.from({ length: 8 }, (_, number) => page(itemsOfPage(number)));
  let taken = 0;
  const writes = pages.map((each) => file.write(each).then(() => (taken += 1)));
  // What needs no reply of the thread's has happened after this.
  await new Promise((resolve) => process.nextTick(resolve));
  expect(taken).toBe(4);
  await Promise.all(writes);
  expect((await file.finish()).itemCount).toBe(400);
});

test('a file that is given up is removed', async () => {
  const path = join(await temporaryFolder(), 'data');
  const file = await thread.openDataFile({ path, compression: 'none' });
  await file.write(page(itemsOfPage(1)));
  await file.abort();
  await expect(stat(path)).rejects.toThrow(/ENOENT/);
});

describe('a file that cannot be made', () => {
  test('since it is there', async () => {
    const path = join(await temporaryFolder(), 'data');
    await writeFile(path, 'precious');
    await expect(thread.openDataFile({ path, compression: 'none' })).rejects.toThrow(
      expect.objectContaining({
        code: 'AlreadyExists',
        message: `${path} already exists`,
      }),
    );
    expect(await readFile(path, 'utf8')).toBe('precious');
  });

  test('since its folder is not there', async () => {
    const path = join(await temporaryFolder(), 'no', 'data');
    await expect(thread.openDataFile({ path, compression: 'none' })).rejects.toThrow(
      expect.objectContaining({
        code: 'Incomplete',
        message: `cannot write ${path}: no such folder`,
      }),
    );
  });

  test.skipIf(hasZstd)('since this Node has no zstd', async () => {
    const path = join(await temporaryFolder(), 'data');
    await expect(thread.openDataFile({ path, compression: 'zstd' })).rejects.toThrow(
      expect.objectContaining({ code: 'InvalidUsage', message: `Node ${process.version} cannot write zstd` }),
    );
  });
});

test('a thread that is closed takes nothing more', async () => {
  const closed = new WriterThread();
  const path = join(await temporaryFolder(), 'data');
  const file = await closed.openDataFile({ path, compression: 'none' });
  await closed.close();
  await expect(file.finish()).rejects.toThrow(`cannot write ${path}: the thread has ended`);
  await expect(file.write(page([]))).resolves.toBeUndefined();
  await expect(file.write(page([]))).rejects.toThrow(`cannot write ${path}: the thread has ended`);
});
