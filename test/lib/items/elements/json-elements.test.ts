import { describe, expect, test } from 'vitest';
import { jsonElements } from '../../../../src/lib/items/elements/json-elements.ts';
import { SourceFindings } from '../../../../src/lib/items/elements/source-findings.ts';

/** The JSON of the items in a text that arrives in pieces, and the findings. */
async function read(text: string | Buffer, options: { chunkBytes?: number; sourceTable?: string } = {}) {
  const { chunkBytes = 64 * 1024, sourceTable } = options;
  const bytes = Buffer.from(text);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  const findings = new SourceFindings(sourceTable);
  const items: string[] = [];
  for await (const elements of jsonElements(chunks(), 'f', { findings })) {
    items.push(...elements.map((element) => element.bytes.toString()));
  }
  return { items, findings, notes: findings.notes() };
}

const A = '{"id":{"S":"a"}}';
const B = '{"id":{"S":"b"}}';
const PLAIN_A = '{"id":"a"}';
const PLAIN_B = '{"id":"b"}';
const put = (item: string): string => `{"PutRequest":{"Item":${item}}}`;
const SCAN = 'f: read as response of Scan, Query or ExecuteStatement';
const WRITE = 'f: read as request of BatchWriteItem';
const BATCH_GET = 'f: read as response of BatchGetItem';
const TRANSACT_GET = 'f: read as response of TransactGetItems or BatchExecuteStatement';

describe('what holds items, with DynamoDB JSON in it', () => {
  test.each<[string, string, string[]]>([
    ['a page', `{"Items":[${A},${B}],"Count":2,"ScannedCount":2,"ConsumedCapacity":null}`, [SCAN]],
    [
      'members in any order',
      `{"LastEvaluatedKey":null,"ConsumedCapacity":{"TableName":"T"},"Count":2,"Items":[${A},${B}],"ScannedCount":2}`,
      [SCAN],
    ],
    ['pages after one another', `{"Items":[${A}],"LastEvaluatedKey":${A}}\n{"Items":[${B}]}`, [SCAN]],
    ['an array of pages', `[{"Count":1,"Items":[${A}]}, {"Items":[]}, {"Items":[${B}]}]`, [SCAN]],
    ['BatchWriteItem', `{"T":[${put(A)},\n${put(B)}]}`, [WRITE]],
    [
      'with RequestItems around',
      `{"ReturnConsumedCapacity":"TOTAL","RequestItems":{"T":[${put(A)},${put(B)}]}}`,
      [WRITE],
    ],
    ['unprocessed items', `{"UnprocessedItems":{"T":[${put(A)},${put(B)}]},"ConsumedCapacity":[]}`, [WRITE]],
    ['requests alone', `${put(A)}\n${put(B)}\n`, [WRITE]],
    ['an array of requests', `[${put(A)},${put(B)}]`, [WRITE]],
    ['several such files in one', `{"T":[${put(A)}]}{"T":[${put(B)}]}`, [WRITE]],
    [
      'BatchGetItem',
      `{"UnprocessedKeys":{},"Responses":{"T":[${A},${B}]},"ConsumedCapacity":[{}]}`,
      [BATCH_GET],
    ],
    ['TransactGetItems', `{"Responses":[{"Item":${A}},{},{"Item":${B}}]}`, [TRANSACT_GET]],
    [
      'BatchExecuteStatement',
      `{"Responses":[{"TableName":"T","Item":${A}},{"TableName":"T"},{"Item":${B},"TableName":"T"}]}`,
      [TRANSACT_GET],
    ],
    [
      'GetItem',
      `{"Item":${A},"ConsumedCapacity":{"CapacityUnits":1}}\n{"$metadata":{},"Item":${B}}`,
      ['f: read as response of GetItem'],
    ],
    [
      'what writes return',
      `{"Attributes":${A}}\n{"Attributes":${B},"ConsumedCapacity":{}}`,
      ['f: read as response of a write, the item that it returned'],
    ],
    ['lines of a dump', `{"Item":${A}}\n{"Item":${B},"Reason":"x"}`, []],
  ])('%s', async (_, text, notes) => {
    for (const chunkBytes of [1, 7, 64 * 1024]) {
      const found = await read(text, { chunkBytes });
      expect(found.items).toEqual([A, B]);
      expect(found.notes).toEqual(notes);
      expect(found.findings.hasMore).toBe(false);
    }
    const indented = await read(text.replaceAll(/([{[,:])(?=[{["])/g, '$1\n  '), { chunkBytes: 5 });
    expect(indented.items.map((item) => JSON.stringify(JSON.parse(item)))).toEqual([A, B]);
  });
});

describe('and with plain JSON in it', () => {
  test.each([
    [
      'a page',
      `{"$metadata":{"httpStatusCode":200},"Items":[${PLAIN_A},${PLAIN_B}],"Count":2,"ScannedCount":2}`,
    ],
    ['no more than Items', `{"Items":[${PLAIN_A},${PLAIN_B}]}`],
    ['BatchWriteItem', `{"T":[${put(PLAIN_A)},${put(PLAIN_B)}]}`],
    ['BatchGetItem', `{"Responses":{"T":[${PLAIN_A},${PLAIN_B}]}}`],
    ['TransactGetItems', `{"Responses":[{"Item":${PLAIN_A}},{"Item":${PLAIN_B}}]}`],
    ['GetItem', `{"Item":${PLAIN_A}}{"Item":${PLAIN_B},"$metadata":{}}`],
  ])('%s', async (_, text) => {
    for (const chunkBytes of [3, 64 * 1024]) {
      expect((await read(text, { chunkBytes })).items).toEqual([PLAIN_A, PLAIN_B]);
    }
  });

  test('a page that is larger than any item can be', async () => {
    const item = `{"id":"a","text":"${'x'.repeat(300 * 1024)}"}`;
    const text = `{"Items":[${Array.from({ length: 80 }, () => item).join(',')}],"Count":80}`;
    expect((await read(text)).items).toHaveLength(80);
  });
});

test.each([
  ['an attribute Items, and a key', '{"Items":[{"sku":"x"}],"id":"a"}'],
  ['a key, and an attribute Items', `{"id":"a","Items":[${A}]}`],
  ['a list of texts named Items', '{"Items":["x"]}'],
  ['an empty list named Items', '{"Items":[],"id":"a"}'],
  ['an attribute Responses', '{"Responses":{"first":[{"yes":1}]},"id":"a"}'],
  ['a list named Responses', '{"Responses":[{"Item":{"sku":"x"}}],"id":"a"}'],
  ['attributes Count and ScannedCount', '{"Count":1,"ScannedCount":2,"id":"a"}'],
  ['an attribute Item, and a key', '{"Item":{"sku":"x"},"id":"a"}'],
  ['an attribute Item and a Reason', '{"Item":{"sku":"x"},"Reason":"a"}'],
  ['an attribute Item that is marked as a map', '{"Item":{"$map":{"S":"x"}}}'],
  ['an attribute PutRequest', '{"PutRequest":{"Item":{"a":1}},"id":"a"}'],
  ['an attribute error', '{"error":{"code":"x"},"id":"a"}'],
  ['an attribute TransactItems', '{"TransactItems":[{"sku":1}],"id":"a"}'],
  ['an attribute RequestItems', '{"RequestItems":{"a":{"b":1}},"id":"a"}'],
  ['a map of types in small letters, and a key', '{"m":{"s":"x"},"id":"a"}'],
  ['an attribute ModelName', '{"ModelName":"T","id":"a"}'],
  ['typed, named as a page is', '{"Items":{"L":[{"M":{"S":{"S":"x"}}}]},"Count":{"N":"1"}}'],
  ['typed, named as responses are', '{"Responses":{"L":[{"S":"x"}]},"UnprocessedKeys":{"M":{}}}'],
])('an item is an item: %s', async (_, text) => {
  for (const chunkBytes of [1, 64 * 1024]) {
    const { items, notes } = await read(text, { chunkBytes });
    expect(items).toEqual([text]);
    expect(notes).toEqual([]);
  }
});

test('the error for a wrong envelope shows how to write an item that cannot be taken for one', async () => {
  await expect(read(`{"Items":[${A}],"id":"x"}`)).rejects.toMatchObject({
    message: 'f:1:34: a response of Scan, Query or ExecuteStatement has no member "id"',
    suggestions: ['if it is an item, write it as {"Item":{…}}, in DynamoDB JSON'],
  });
});

describe('an incomplete source', () => {
  test.each([
    ['LastEvaluatedKey', `{"Items":[${A}],"Count":1,"LastEvaluatedKey":${A}}`],
    ['LastEvaluatedKey', `{"LastEvaluatedKey":${PLAIN_A},"Items":[${PLAIN_A}]}`],
    ['NextToken', `{"Items":[${A}],"NextToken":"eyJ"}`],
    ['LastEvaluatedKey', `{"Items":[${A}]}\n{"Items":[${B}],"LastEvaluatedKey":${B}}`],
  ])('%s on the last page', async (member, text) => {
    const { findings, notes } = await read(text);
    expect(findings.hasMore).toBe(true);
    expect(notes).toContain(`f is incomplete: its last page has ${member}, so its source has more items`);
  });

  test('keys that were left unread, in any response', async () => {
    const unread = `{"Responses":{"T":[${A}]},"UnprocessedKeys":{"T":{"Keys":[${B}]}}}`;
    const { findings, notes } = await read(`${unread}{"Responses":{"T":[${B}]},"UnprocessedKeys":{}}`);
    expect(findings.hasMore).toBe(true);
    expect(notes).toContain('f is incomplete: UnprocessedKeys lists keys that were not read');
  });

  test('an empty page that is not the last', async () => {
    const { findings } = await read(`{"Items":[],"Count":0,"LastEvaluatedKey":${A}}`);
    expect(findings.hasMore).toBe(true);
  });
});

describe('nothing', () => {
  test.each([
    '[]',
    '{"Items":[],"Count":0}',
    '{"Responses":{"T":[]}}',
    '{"Responses":[{}]}',
    '{"UnprocessedItems":{}}',
  ])('%s is no items', async (text) => {
    const { items, notes } = await read(text);
    expect(items).toEqual([]);
    expect(notes).toContain('f contains no items');
  });

  test.each(['', ' \n\t\n', '\ufeff'])('%j is an empty input', async (text) => {
    await expect(read(text)).rejects.toMatchObject({
      message: 'f is empty: it contains no items',
      suggestions: ['check the command that wrote it; an empty list of items is []'],
    });
  });
});

describe('several tables', () => {
  const two = `{"Forum":[${put(A)}],"Thread":[${put(B)}]}`;

  test('one has to be chosen', async () => {
    await expect(read(two)).rejects.toMatchObject({
      message: 'f: it contains items of several tables: "Forum" and "Thread"',
      suggestions: ['choose one: --source-table Forum', 'choose one: --source-table Thread'],
    });
    expect((await read(two, { sourceTable: 'Thread' })).items).toEqual([B]);
    const responses = `{"Responses":{"Forum":[${A}],"Thread":[${B}]}}`;
    expect((await read(responses, { sourceTable: 'Forum' })).items).toEqual([A]);
    const statements = `{"Responses":[{"TableName":"Forum","Item":${A}},{"TableName":"Thread","Item":${B}}]}`;
    expect((await read(statements, { sourceTable: 'Thread' })).items).toEqual([B]);
  });

  test('by its name where there is an ARN', async () => {
    const text = `{"arn:aws:dynamodb:us-east-1:123456789012:table/Forum":[${put(A)}],"Forum":[${put(B)}]}`;
    expect((await read(text)).items).toEqual([A, B]);
  });

  test('one that is not there', async () => {
    const { findings } = await read(two, { sourceTable: 'forum' });
    expect(() => findings.checkChoice()).toThrow(
      expect.objectContaining({
        message: 'f has no items of a table "forum"',
        suggestions: ['to use its items: --source-table Forum', 'to use its items: --source-table Thread'],
      }),
    );
  });

  test('where none is reported', async () => {
    await expect(read(A, { sourceTable: 'Forum' })).rejects.toThrow(
      'f does not say which table its items belong to',
    );
  });
});

describe('what a request or response has instead of an item', () => {
  const remove = '{"DeleteRequest":{"Key":{"id":{"S":"x"}}}}';

  test.each([
    [
      `{"T":[${put(A)},\n${remove}]}`,
      'f:2:1: a DeleteRequest, which is not supported here: {"Key":{"id":{"S":"x"}}}',
    ],
    [remove, 'f:1:1: a DeleteRequest, which is not supported here: {"Key":{"id":{"S":"x"}}}'],
    [`{"T":[${put(A)},${A}]}`, 'f:1:48: a request of BatchWriteItem is {"PutRequest":{"Item":{…}}}'],
    [
      `{"Responses":[{"Error":{"Code":"ResourceNotFound"}}]}`,
      'f:1:15: a statement of this batch failed, so its item is missing: {"Code":"ResourceNotFound"}',
    ],
    ['{"Item":null}', 'f:1:1: this is the response for an item that does not exist: it contains no item'],
    [
      '{"Count":5,"ScannedCount":9,"ConsumedCapacity":null}',
      'f:1:1: this is the response of a Scan or Query that counts: it contains no items',
    ],
    ['{"error":{"code":"Throttled","message":"m"}}', 'f:1:1: this is an error that autodyne printed'],
    [
      '{"RequestItems":{"T":{"Keys":[]}}}',
      'f:1:1: this is a request of BatchGetItem, which has keys but no items',
    ],
    [
      `{"TransactItems":[{"Put":{"TableName":"T","Item":${A}}}]}`,
      'f:1:1: this is a request of TransactWriteItems',
    ],
    [`[{"Put":{"Item":${A},"TableName":"T"}}]`, 'f:1:2: this is a request of TransactWriteItems'],
  ])('%s', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  test('a DeleteRequest of a table that is not wanted is none of ours', async () => {
    const text = `{"U":[${remove}],"T":[${put(A)}]}`;
    expect((await read(text, { sourceTable: 'T' })).items).toEqual([A]);
  });
});

describe('what can be recognised and not read is named', () => {
  const tar = Buffer.alloc(512);
  tar.write('items.json');
  tar.write('ustar', 257);
  test.each<[string, Buffer | string, string, string]>([
    [
      'PowerShell',
      Buffer.from(`\ufeff${A}`, 'utf16le'),
      'UTF-16 text, as PowerShell writes with >, and spreadsheets as Unicode text',
      'iconv -f UTF-16 -t UTF-8 f > f.utf8',
    ],
    [
      'UTF-16 without its mark',
      Buffer.from(A, 'utf16le'),
      'UTF-16 text',
      'iconv -f UTF-16LE -t UTF-8 f > f.utf8',
    ],
    [
      'UTF-16, big end first',
      Buffer.from(A, 'utf16le').swap16(),
      'UTF-16 text',
      'iconv -f UTF-16BE -t UTF-8 f > f.utf8',
    ],
    ['zip', 'PK\x03\x04\x14\0', 'a zip archive', 'unzip f -d FOLDER'],
    ['tar', tar, 'a tar archive', 'tar -xf f'],
    ['bzip2', 'BZh91AY&SY', 'compressed with bzip2', 'bunzip2 --keep f'],
    ['xz', Buffer.from('fd377a585a00', 'hex'), 'compressed with xz', 'xz --decompress --keep f'],
    ['Ion, binary', Buffer.from('e00100eaee', 'hex'), 'Amazon Ion, binary', 'export again as DynamoDB JSON'],
    ['Ion, text', '$ion_1_0 {Item:{id:"a"}}', 'Amazon Ion, text', 'export again as DynamoDB JSON'],
    ['Ion, text, no version', '{Item:{id:"a"}}', 'Amazon Ion, text', 'export again as DynamoDB JSON'],
    ['Parquet', 'PAR1\x15\x04', 'Parquet', 'duckdb'],
    [
      'SQLite',
      'SQLite format 3\0',
      "an SQLite database, as DynamoDB Local's is",
      'autodyne dump --endpoint-url',
    ],
    ['CSV', 'id,name\n1,x\n', 'CSV or text in columns', 'autodyne put f --csv'],
    ['tab separated', 'id\tname\n1\tx\n', 'CSV or text in columns', 'autodyne put f --csv'],
    ['HTML', '<!DOCTYPE html><html>', 'a web page (HTML)', 'sign-in page'],
    ['XML', '<?xml version="1.0"?><Error/>', 'XML', 'xq'],
    ['YAML', 'Items:\n  - id: a\n', 'YAML', 'yq -o json f > f.json'],
    ['Python', "{'id': {'S': 'a'}}", 'the output of print in Python', 'json.dumps'],
    ['Data Pipeline', 'id\x03{"s":"a"}\x02n\x03{"n":"1"}\n', 'lines of AWS Data Pipeline', 'sed '],
    ['Git LFS', 'version https://git-lfs.github.com/spec/v1\n', 'a Git LFS pointer', 'git lfs pull'],
  ])('%s', async (_, content, what, wayOut) => {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
    for (const chunkBytes of [1, 64 * 1024]) {
      await expect(read(bytes, { chunkBytes })).rejects.toMatchObject({
        code: 'InvalidInput',
        message: `f: this is ${what}, not JSON`,
        suggestions: [expect.stringContaining(wayOut)],
      });
    }
  });

  test.each([
    [
      'NoSQL Workbench',
      '{"ModelName":"m","ModelMetadata":{"Author":"x"},"DataModel":[{"TableName":"T"}]}',
      'f:1:1: this is a model of NoSQL Workbench',
    ],
    [
      'Data Pipeline',
      '{"id":{"s":"a"},"n":{"n":"1"},"t":{"sS":["x"]}}\n',
      'f:1:1: this is a line of AWS Data Pipeline, whose types are in lower case',
    ],
  ])('%s', async (_, text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  test('text that is no UTF-8 inside an item is not changed into something else', async () => {
    const latin1 = Buffer.from('{"id":"a"}\n{"id":"caf\u00e9"}\n', 'latin1');
    await expect(read(latin1)).rejects.toThrow('f:2:1: not UTF-8 text');
  });

  test('a byte order mark is ignored', async () => {
    expect((await read(`\ufeff{"T":[${put(A)}]}`, { chunkBytes: 1 })).items).toEqual([A]);
  });
});
