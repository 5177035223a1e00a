import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { ReaderThread } from '../../../src/lib/dump/reader-thread.ts';
import type { SourceFile } from '../../../src/lib/dump/sources/read-source-file.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const thread = new ReaderThread();
afterAll(() => thread.close());

const options = () => ({ isRepairingBinary: false, repairs: { bufferObjects: 0, doubleBase64: 0 } });

async function fileOf(content: string | Buffer, layout: SourceFile['layout']): Promise<SourceFile> {
  const path = join(await temporaryFolder(), 'items');
  await writeFile(path, content);
  return { name: 'items', path, layout };
}

const itemOf = (n: number): string => `{"id":{"S":"é ${n}"},"text":{"S":"${'x'.repeat(n % 3000)}"}}`;
const COUNT = 5000;

test.each([
  ['lines', (text: string) => Buffer.from(text)],
  ['gzipped lines', (text: string) => gzipSync(text)],
])('%s of a data file: every item with its line, though memory is used again', async (_, encode) => {
  const text = Array.from({ length: COUNT }, (_item, n) => `{"Item":${itemOf(n)}}\n`).join('');
  const file = await fileOf(encode(text), 'lines');
  let count = 0;
  for await (const items of thread.items(file, options())) {
    for (const { bytes, line, release } of items) {
      expect(bytes.toString()).toBe(itemOf(count));
      expect(line).toBe(count + 1);
      count += 1;
      release();
    }
  }
  expect(count).toBe(COUNT);
});

test('several files at once', async () => {
  const files = await Promise.all(
    [0, 1, 2].map((part) =>
      fileOf(
        Array.from({ length: 1000 }, (_, n) => `{"Item":${itemOf(part * 1000 + n)}}\n`).join(''),
        'lines',
      ),
    ),
  );
  const read = await Promise.all(
    files.map(async (file) => {
      const texts: string[] = [];
      for await (const items of thread.items(file, options())) {
        for (const { bytes } of items) texts.push(bytes.toString());
      }
      return texts;
    }),
  );
  expect(read.flat()).toEqual(Array.from({ length: 3000 }, (_, n) => itemOf(n)));
});

test('what was repaired is counted on this side', async () => {
  const text = '[{"id":"a","b":{"type":"Buffer","data":[0,1]}},{"id":"b","b":{"type":"Buffer","data":[2]}}]';
  const reading = options();
  const found: string[] = [];
  for await (const items of thread.items(await fileOf(text, 'json'), reading)) {
    for (const { bytes } of items) found.push(bytes.toString());
  }
  expect(found).toEqual(['{"id":{"S":"a"},"b":{"B":"AAE="}}', '{"id":{"S":"b"},"b":{"B":"Ag=="}}']);
  expect(reading.repairs).toEqual({ bufferObjects: 2, doubleBase64: 0 });
});

test('an error comes over whole, and leaving early closes the file', async () => {
  const lines = Array.from({ length: COUNT }, (_, n) => `{"Item":${itemOf(n)}}\n`);
  lines[4000] = 'junk\n';
  const file = await fileOf(lines.join(''), 'lines');
  const readAll = async (): Promise<void> => {
    for await (const items of thread.items(file, options())) for (const { release } of items) release();
  };
  await expect(readAll()).rejects.toMatchObject({
    name: 'AutodyneError',
    code: 'InvalidInput',
    message: expect.stringMatching(/^items:4001:/),
  });
  for await (const items of thread.items(file, options())) {
    expect(items[0]?.bytes.toString()).toBe(itemOf(0));
    break;
  }
});

test('a file that is not there', async () => {
  const file = { name: 'none', path: join(await temporaryFolder(), 'none'), layout: 'lines' } as const;
  await expect(thread.items(file, options()).next()).rejects.toMatchObject({
    code: 'InvalidInput',
    message: 'cannot read none: there is no such file or folder',
  });
});
