import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonElements } from '../../../src/lib/items/elements/json-elements.ts';
import { parseJson } from '../../../src/lib/json/parse-json.ts';
import { openSource } from '../../../src/lib/sources/open-source.ts';
import { readSourceFile } from '../../../src/lib/sources/read-source-file.ts';
import { rounds } from '../../helpers/rounds.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

/** Reads text as one source file, `chunkBytes` at a time; also reports repairs and a schema. */
async function read(
  content: string | Buffer,
  options: { layout?: 'lines' | 'json'; isRepairingBinary?: boolean; chunkBytes?: number } = {},
) {
  const repairs = { bufferObjects: 0, doubleBase64: 0 };
  const bytes = Buffer.from(content);
  const size = options.chunkBytes ?? 64 * 1024;
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const tables: unknown[] = [];
  const items: string[] = [];
  const lines: number[] = [];
  const file = { name: 'f', path: undefined, layout: options.layout ?? 'json' } as const;
  const readOptions = {
    isRepairingBinary: options.isRepairingBinary ?? false,
    repairs,
    stdin: chunks(),
    onTable: (table: unknown) => tables.push(table),
  };
  for await (const batch of readSourceFile(file, readOptions)) {
    for (const item of batch) {
      items.push(item.bytes.toString());
      lines.push(item.line);
    }
  }
  return { items, lines, repairs, tables };
}

const A = '{"id":{"S":"a"},"n":{"N":"1.10"}}';
const B = '{"id":{"S":"b\\"]}"},"l":{"L":[{"B":"AAE="},{"M":{}}]}}';

test.each([
  [
    'more of a request',
    '{"id":{"S":"a"}}},{"DeleteRequest":{"Key":{"id":{"S":"b"}}}},{"PutRequest":{"Item":{}',
  ],
  ['a bracket too many', '{"id":{"S":"a"}}}'],
  ['a bracket too few', '{"id":{"S":"a"}'],
  ['a string that does not end', '{"id":{"S":"a}}'],
])('a line of a dump that would put %s beside the item is refused', async (_, inner) => {
  const lines = `{"Item":${A}}\n{"Item":${inner}}\n`;
  await expect(read(lines, { layout: 'lines' })).rejects.toMatchObject({
    code: 'InvalidInput',
    message: expect.stringMatching(/^f:2:/),
  });
});

describe('layouts', () => {
  test.each<[string, string, number[]]>([
    ['JSON Lines of typed items', `${A}\n${B}\n`, [1, 2]],
    ['no line feed at the end', `${A}\n${B}`, [1, 2]],
    ['blank lines', `\n${A}\r\n\r\n${B}\r\n\n`, [2, 4]],
    ['lines of a dump', `{"Item":${A}}\n{"Item":${B}}\n`, [1, 2]],
    ['rejects', `{"Item":${A},"Reason":"too large"}\n{"Item":${B},"Reason":"x"}\n`, [1, 2]],
    ['an array', `[${A},${B}]`, [1, 1]],
    ['an array over many lines', `[\n  ${A},\n  ${B}\n]\n`, [2, 3]],
    ['objects that follow each other', `${A}${B}`, [1, 1]],
    [
      'aws dynamodb scan',
      `{"Items":[${A},\n${B}],"Count":2,"ScannedCount":2,"ConsumedCapacity":null}`,
      [1, 2],
    ],
    [
      'pages with the counts first',
      `{"Count":1,"Items":[${A}]}\n{"Count":1,"ScannedCount":1, "Items" : [${B}]}`,
      [1, 2],
    ],
    ['an empty page among others', `{"Items":[],"Count":0}{"Items":[${A},${B}]}`, [1, 1]],
    ['a byte order mark', `\ufeff${A}\n${B}`, [1, 2]],
  ])('%s', async (_, text, lines) => {
    for (const chunkBytes of [1, 7, 64 * 1024]) {
      const found = await read(text, { chunkBytes });
      expect(found.items).toEqual([A, B]);
      expect(found.lines).toEqual(lines);
    }
    expect((await read(gzipSync(text), { chunkBytes: 3 })).items).toEqual([A, B]);
  });

  test('pretty-printed pages, as the aws command prints them', async () => {
    const text = JSON.stringify(
      { Items: [JSON.parse(A), JSON.parse(B)], Count: 2, LastEvaluatedKey: {} },
      null,
      4,
    );
    const { items } = await read(text, { chunkBytes: 5 });
    expect(items.map((item) => JSON.parse(item))).toEqual([JSON.parse(A), JSON.parse(B)]);
  });

  test('plain items, with all their digits', async () => {
    const text =
      '{"id":"a","big":12345678901234567890.10,"tags":{"$set":["x"]}}\n{"id":"b","Items":[{"sku":1}]}';
    expect((await read(text)).items).toEqual([
      '{"id":{"S":"a"},"big":{"N":"12345678901234567890.10"},"tags":{"SS":["x"]}}',
      '{"id":{"S":"b"},"Items":{"L":[{"M":{"sku":{"N":"1"}}}]}}',
    ]);
  });

  test('a plain item with an attribute Items in front is an item, not a page', async () => {
    expect((await read('{"Items":[{"sku":"x"}],"id":"a"}')).items).toEqual([
      '{"Items":{"L":[{"M":{"sku":{"S":"x"}}}]},"id":{"S":"a"}}',
    ]);
  });

  test("dyno's schema line", async () => {
    const schema = {
      TableName: 't',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [],
    };
    const found = await read(`${JSON.stringify(schema)}\n${A}\n`);
    expect(found.items).toEqual([A]);
    expect(found.tables).toEqual([schema]);
  });

  test.each(['[]', '{"Items":[],"Count":0}'])('%j holds nothing', async (text) =>
    expect((await read(text)).items).toEqual([]),
  );

  test('lines of a data file keep their bytes, in pieces of any size', async () => {
    const text = `{"Item":${A}}\n{"Item":${B}}\n{ "Item" : ${A} }\n`;
    for (const chunkBytes of [1, 10, 1000]) {
      const found = await read(text, { layout: 'lines', chunkBytes });
      expect(found.items).toEqual([A, B, A]);
      expect(found.lines).toEqual([1, 2, 3]);
    }
  });

  test('any JSON value comes back whole, wherever the pieces end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1 }),
        fc.nat(20),
        async (values, extra) => {
          const bytes = Buffer.from(values.map((value) => JSON.stringify(value, null, extra % 3)).join('\n'));
          const chunks = Readable.from(
            bytes.toString('latin1').match(new RegExp(`[^]{1,${extra + 1}}`, 'g')) ?? [],
          );
          const decoded = chunks.map((text: string) => Buffer.from(text, 'latin1'));
          const found: unknown[] = [];
          for await (const elements of jsonElements(decoded, 'f', { isPlain: true }))
            for (const { bytes: json } of elements) found.push(parseJson(json.toString()));
          expect(JSON.stringify(found)).toBe(JSON.stringify(values));
        },
      ),
      { numRuns: rounds(100) },
    );
  });
});

describe('what is wrong is named by file and line', () => {
  test.each([
    [`${A}\nnonsense`, 'f:2:1: an item is a JSON object'],
    [`[${A},`, `f:1:${A.length + 3}: an item is a JSON object`],
    [`[${A}`, `f:1:${A.length + 2}: the array does not end`],
    [`[${A} ${B}]`, `f:1:${A.length + 3}: expected a comma or a closing bracket`],
    [`[\n1]`, 'f:2:1: an item is a JSON object'],
    [`${A}\n{"id":`, 'f:2:7: unexpected end of JSON'],
    [`{"Items":[${A}],"id":"x"}`, 'a response of Scan, Query or ExecuteStatement has no member "id"'],
    [`${A}\n{"id" "b"}`, 'f:2:7: expected a colon after the member name'],
  ])('%j', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  test('a gzip file that ends too early, and one that is damaged', async () => {
    const gzipped = gzipSync(`${A}\n`.repeat(1000));
    await expect(read(gzipped.subarray(0, -20))).rejects.toThrow('f: the compressed data is cut off');
    const flipped = Buffer.from(gzipped);
    flipped[gzipped.length - 6] = (flipped[gzipped.length - 6] ?? 0) ^ 1;
    await expect(read(flipped)).rejects.toThrow('f: the compressed data is damaged');
  });
});

describe('bounded memory', () => {
  test('a line of 10 MB is read', async () => {
    const item = `{"id":{"S":"a"},"text":{"S":"${'x'.repeat(10 * 1024 * 1024)}"}}`;
    const found = await read(`${A}\n${item}\n${B}`);
    expect(found.items.map((text) => text.length)).toEqual([A.length, item.length, B.length]);
  });

  test('a gzip bomb is refused once one value is too long', async () => {
    const bomb = gzipSync(Buffer.concat([Buffer.from('{"id":{"S":"'), Buffer.alloc(256 * 1024 * 1024, 'x')]));
    const before = process.memoryUsage().rss;
    await expect(read(bomb)).rejects.toThrow('f:1:1: a JSON value larger than 16 MiB is not an item');
    await expect(read(bomb, { layout: 'lines' })).rejects.toThrow(
      'f:1: a line larger than 8 MiB is not an item',
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(250 * 1024 * 1024);
  });
});

describe('repairs', () => {
  const buffer = '{"type":"Buffer","data":[0,1,255]}';

  test.each([
    ['typed', `{"id":{"S":"a"},"b":{"B":${buffer}},"l":{"L":[{"B":${buffer}}]}}`],
    ['plain', `{"id":"a","b":${buffer},"l":[${buffer}]}`],
    [
      'index maps',
      '{"id":{"S":"a"},"b":{"B":{"0":0,"1":1,"2":255}},"l":{"L":[{"B":{"0":0,"1":1,"2":255}}]}}',
    ],
    ['a line of a dump', `{"Item":{"id":{"S":"a"},"b":{"B":${buffer}},"l":{"L":[{"B":${buffer}}]}}}`],
  ])('Buffer objects, %s', async (_, text) => {
    const found = await read(text);
    expect(found.items).toEqual(['{"id":{"S":"a"},"b":{"B":"AAH/"},"l":{"L":[{"B":"AAH/"}]}}']);
    expect(found.repairs).toEqual({ bufferObjects: 2, doubleBase64: 0 });
  });

  test('Buffer objects in sets', async () => {
    expect((await read(`{"id":{"S":"a"},"b":{"BS":[${buffer},"AA=="]}}`)).items).toEqual([
      '{"id":{"S":"a"},"b":{"BS":["AAH/","AA=="]}}',
    ]);
  });

  test('base64 twice over, nested, only when asked', async () => {
    const twice = Buffer.from('AAH/').toString('base64');
    const text = `{"id":{"S":"a"},"top":{"B":"${twice}"},"m":{"M":{"b":{"B":"${twice}"},"s":{"BS":["${twice}"]}}}}`;
    expect((await read(text)).items).toEqual([text]);
    const found = await read(text, { isRepairingBinary: true });
    expect(found.items).toEqual([
      `{"id":{"S":"a"},"top":{"B":"${twice}"},"m":{"M":{"b":{"B":"AAH/"},"s":{"BS":["AAH/"]}}}}`,
    ]);
    expect(found.repairs).toEqual({ bufferObjects: 0, doubleBase64: 2 });
  });

  test('base64 twice over in a set that is in no list or map', async () => {
    const twice = Buffer.from('AAH/').toString('base64');
    const found = await read(`{"id":{"S":"a"},"s":{"BS":["${twice}"]}}`, { isRepairingBinary: true });
    expect(found.items).toEqual(['{"id":{"S":"a"},"s":{"BS":["AAH/"]}}']);
    expect(found.repairs).toEqual({ bufferObjects: 0, doubleBase64: 1 });
  });
});

test('a file is recognised whatever its name', async () => {
  const path = join(await temporaryFolder(), 'x.bin');
  await writeFile(path, gzipSync(`[${A}]`));
  const source = await openSource(path);
  expect(source).toMatchObject({ format: 'JSON', name: path, table: undefined });
  const items: string[] = [];
  const options = { isRepairingBinary: false, repairs: { bufferObjects: 0, doubleBase64: 0 } };
  for (const file of source.files) {
    for await (const batch of readSourceFile(file, options))
      for (const item of batch) items.push(item.bytes.toString());
  }
  expect(items).toEqual([A]);
});
