import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { batchFrame, putIfAbsentFrame, putRequest } from '../../../../src/lib/bulk/put-requests.ts';
import { ReaderThread, type RequestReadOptions } from '../../../../src/lib/restore/requests/reader-thread.ts';
import type { DoneItems } from '../../../../src/lib/restore/requests/watermark.ts';
import type { SourceFile } from '../../../../src/lib/sources/read-source-file.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const thread = new ReaderThread();
afterAll(() => thread.close());

const FRAME = batchFrame('music');

function optionsOf(options: Partial<RequestReadOptions> = {}): RequestReadOptions {
  const repairs = { bufferObjects: 0, doubleBase64: 0 };
  return { frame: FRAME, isShuffling: false, isRepairingBinary: false, repairs, ...options };
}

async function fileOf(content: string | Buffer, layout: SourceFile['layout']): Promise<SourceFile> {
  const path = join(await temporaryFolder(), 'items');
  await writeFile(path, content);
  return { name: 'items', path, layout };
}

interface ReadItem {
  text: string;
  file: number;
  index: number;
  line: number;
}

/** Reads all, checks that each request is what its items make, and gives every batch's items. */
async function readAll(
  files: readonly { source: SourceFile; done?: DoneItems }[],
  options = optionsOf(),
  reader = thread,
): Promise<ReadItem[][]> {
  const read: ReadItem[][] = [];
  const toRead = files.map(({ source, done }) => ({ source, done }));
  for await (const batches of reader.batches(toRead, options)) {
    for (const batch of batches) {
      const { body, itemCount } = batch;
      const items = batch.items();
      expect(items).toHaveLength(itemCount);
      const slots: { file: number; index: number }[] = [];
      batch.eachSlot((file, index) => slots.push({ file, index }));
      expect(slots).toEqual(items.map(({ file, index }) => ({ file, index })));
      const bytes = items.map((item) => item.bytes);
      const expected = putRequest(options.frame, bytes);
      expect(body.sha256).toBe(expected.sha256);
      expect(body.bytes.equals(expected.bytes)).toBe(true);
      read.push(items.map(({ bytes, file, index, line }) => ({ text: bytes.toString(), file, index, line })));
      batch.release();
    }
  }
  return read;
}

const itemOf = (n: number): string => `{"id":{"S":"é ${n}"},"text":{"S":"${'x'.repeat(n % 3000)}"}}`;
const linesOf = (first: number, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `{"Item":${itemOf(first + n)}}\n`);
const COUNT = 5000;

test.each([
  ['lines', (text: string) => Buffer.from(text)],
  ['gzipped lines', (text: string) => gzipSync(text)],
])('%s of a data file: every item with its place, though memory is used again', async (_, encode) => {
  const source = await fileOf(encode(linesOf(0, COUNT).join('')), 'lines');
  const batches = await readAll([{ source }]);
  expect(batches.map((items) => items.length)).toEqual(Array(COUNT / 25).fill(25));
  const expected = Array.from({ length: COUNT }, (_item, n) => ({
    text: itemOf(n),
    file: 0,
    index: n,
    line: n + 1,
  }));
  expect(batches.flat()).toEqual(expected);
});

test('requests of one item each', async () => {
  const source = await fileOf(linesOf(0, 100).join(''), 'lines');
  const batches = await readAll([{ source }], optionsOf({ frame: putIfAbsentFrame('music', 'id') }));
  expect(batches.map((items) => items.map(({ text }) => text))).toEqual(
    Array.from({ length: 100 }, (_, n) => [itemOf(n)]),
  );
});

test('several files, shuffled: each item once, those of different files in one batch', async () => {
  const files = await Promise.all(
    [0, 1, 2, 3, 4, 5].map(async (part) => ({
      source: await fileOf(linesOf(part * 1000, 1000).join(''), 'lines'),
    })),
  );
  const batches = await readAll(files, optionsOf({ isShuffling: true }));
  const items = batches.flat().sort((a, b) => a.file - b.file || a.index - b.index);
  expect(items.map(({ text }) => text)).toEqual(Array.from({ length: 6000 }, (_, n) => itemOf(n)));
  expect(new Set(batches[0]?.map(({ file }) => file)).size).toBeGreaterThan(1);
});

test('what is done is left out, and keeps its place', async () => {
  const source = await fileOf(linesOf(0, 100).join(''), 'lines');
  const done = { doneCount: 40, ahead: [50, 99] };
  const items = (await readAll([{ source, done }])).flat();
  expect(items.map(({ index }) => index)).toEqual(
    Array.from({ length: 60 }, (_, n) => 40 + n).filter((index) => index !== 50 && index !== 99),
  );
  for (const { text, index, line } of items)
    expect({ text, line }).toEqual({ text: itemOf(index), line: index + 1 });
});

describe('items that are large', () => {
  const large = (n: number, length: number): string =>
    `{"id":{"S":"${n}"},"text":{"S":"${'y'.repeat(length)}"}}`;

  test('lines longer than what is read at a time', async () => {
    const texts = [1, 70_000, 5, 390_000, 300_000, 2, 200_000].map((length, n) => large(n, length));
    const source = await fileOf(texts.map((text) => `{"Item":${text}}\n`).join('\n\n'), 'lines');
    const items = (await readAll([{ source }])).flat();
    expect(items.map(({ text }) => text)).toEqual(texts);
    expect(items.map(({ line }) => line)).toEqual(texts.map((_, n) => 1 + n * 3));
  });

  test('a request takes no more than a megabyte, unless one item does', async () => {
    const lengths = [300_000, 300_000, 300_000, 300_000, 1_500_000, 10, 10];
    const texts = lengths.map((length, n) => large(n, length));
    const source = await fileOf(texts.map((text) => `{"Item":${text}}\n`).join(''), 'lines');
    const batches = await readAll([{ source }]);
    expect(batches.map((items) => items.length)).toEqual([3, 1, 1, 2]);
    expect(batches.flat().map(({ text }) => text)).toEqual(texts);
  });
});

test('small items: more requests than one message has room for', async () => {
  const texts = Array.from({ length: 20_000 }, (_, n) => `{"id":{"N":"${n}"}}`);
  const source = await fileOf(texts.map((text) => `{"Item":${text}}\n`).join(''), 'lines');
  const items = (await readAll([{ source }])).flat();
  expect(items.map(({ text }) => text)).toEqual(texts);
});

test('what has no path is read on this side', async () => {
  const text = Array.from({ length: 100 }, (_, n) => itemOf(n)).join('\n');
  const source: SourceFile = { name: '-', path: undefined, layout: 'json' };
  const items = (
    await readAll([{ source }], optionsOf({ stdin: Readable.from([Buffer.from(text)]) }))
  ).flat();
  expect(items.map((item) => item.text)).toEqual(Array.from({ length: 100 }, (_, n) => itemOf(n)));
});

test('what was repaired is counted on this side', async () => {
  const text = '[{"id":"a","b":{"type":"Buffer","data":[0,1]}},{"id":"b","b":{"type":"Buffer","data":[2]}}]';
  const lines =
    '{"Item":{"id":{"S":"c"}}}\n{"Item":{"id":{"S":"d"},"b":{"B":{"type":"Buffer","data":[3]}}}}\n' +
    '{"Item":{"id":{"S":"e"},"l":{"L":[]},"bs":{"BS":[{"type":"Buffer","data":[]}]}}}\n';
  const options = optionsOf();
  const files = [{ source: await fileOf(text, 'json') }, { source: await fileOf(lines, 'lines') }];
  const items = (await readAll(files, options)).flat();
  expect(items.map((item) => item.text)).toEqual([
    '{"id":{"S":"a"},"b":{"B":"AAE="}}',
    '{"id":{"S":"b"},"b":{"B":"Ag=="}}',
    '{"id":{"S":"c"}}',
    '{"id":{"S":"d"},"b":{"B":"Aw=="}}',
    '{"id":{"S":"e"},"l":{"L":[]},"bs":{"BS":[""]}}',
  ]);
  expect(options.repairs).toEqual({ bufferObjects: 4, doubleBase64: 0 });
});

test('an error comes over whole, and leaving early ends the reading', async () => {
  const lines = linesOf(0, COUNT);
  lines[4000] = 'junk\n';
  const source = await fileOf(lines.join(''), 'lines');
  await expect(readAll([{ source }])).rejects.toMatchObject({
    name: 'AutodyneError',
    code: 'InvalidInput',
    message: expect.stringMatching(/^items:4001:/),
  });
  for (let times = 0; times < 2; times += 1) {
    for await (const batches of thread.batches([{ source, done: undefined }], optionsOf())) {
      const [first] = batches;
      expect(first?.items()[0]?.bytes.toString()).toBe(itemOf(0));
      break;
    }
  }
});

test('a line that closes what is around its item is no item', async () => {
  const lines = linesOf(0, 3);
  lines[1] = '{"Item":{"id":{"S":"a"}}},{"PutRequest":{"Item":{"id":{"S":"b"}}}\n';
  const source = await fileOf(lines.join(''), 'lines');
  await expect(readAll([{ source }])).rejects.toMatchObject({ message: expect.stringMatching(/^items:2:/) });
});

test('a file that is not there', async () => {
  const source = { name: 'none', path: join(await temporaryFolder(), 'none'), layout: 'lines' } as const;
  await expect(readAll([{ source }])).rejects.toMatchObject({
    code: 'InvalidInput',
    message: 'cannot read none: no such file or folder',
  });
});

test('checks many files here and there, and names the one that was changed', async () => {
  const files = await Promise.all(
    Array.from({ length: 20 }, async (_, n) => {
      const text = linesOf(n * 100, 100).join('');
      const md5Base64 = createHash('md5').update(text).digest('base64');
      return { ...(await fileOf(text, 'lines')), name: `file ${n}`, md5Base64 };
    }),
  );
  await expect(thread.check(files)).resolves.toBeUndefined();
  for (const at of [0, 7, 19]) {
    const changed = files.map((file, n) => (n === at ? { ...file, md5Base64: 'AAAA' } : file));
    await expect(thread.check(changed)).rejects.toMatchObject({
      message: expect.stringContaining(`file ${at}`),
    });
  }
});

describe('a thread is started', () => {
  test('not for a small source, of which the same requests are made', async () => {
    const source = await fileOf(linesOf(0, 60).join(''), 'lines');
    const reader = new ReaderThread([source]);
    expect(reader.isThread).toBe(false);
    await reader.check([source]);
    expect(await readAll([{ source }], optionsOf(), reader)).toEqual(await readAll([{ source }]));
    await reader.close();
  });

  test('not for standard input', () => {
    expect(new ReaderThread([{ name: '-', path: undefined, layout: 'json' }]).isThread).toBe(false);
  });

  test.each<[string, () => Promise<SourceFile[]>]>([
    ['for a large one', async () => [await fileOf('x'.repeat(200_000), 'json')]],
    [
      'for one whose files are large together',
      () => Promise.all([1, 2].map(() => fileOf('x'.repeat(100_000), 'json'))),
    ],
    ['for a pipe', async () => [{ ...(await fileOf('{}', 'json')), isReadOnce: true }]],
    ['for a file that is gone', async () => [{ name: 'gone', path: '/nonexistent/items', layout: 'json' }]],
  ])('%s', async (_, files) => {
    const reader = new ReaderThread(await files());
    expect(reader.isThread).toBe(true);
    await reader.close();
  });
});
