import { describe, expect, test } from 'vitest';
import { CsvFormat } from '../../../../src/cli/render/formats/csv-format.ts';
import type { CsvWriting } from '../../../../src/lib/csv/csv-writer.ts';
import { parsePlainItem } from '../../../../src/lib/items/json/plain-json.ts';
import { parseAttributeList } from '../../../../src/lib/items/keys/attribute-path.ts';
import type { Item } from '../../../../src/lib/items/values/attribute-value.ts';
import { failure } from '../../../helpers/failure.ts';

const options = { keyNames: ['id'], width: 80, isTerminal: false };

function items(...texts: string[]): Item[] {
  return texts.map((text) => parsePlainItem(text, 'test'));
}

function format(
  columns: string | undefined,
  isTerminal = false,
  writing: Partial<CsvWriting> = {},
): CsvFormat {
  return new CsvFormat({
    ...options,
    csv: { nested: 'columns', escapesFormulas: false, hasByteOrderMark: false, ...writing },
    isTerminal,
    columns: columns === undefined ? undefined : parseAttributeList(columns),
  });
}

describe('CSV cells keep their type', () => {
  test.each([
    ['"text"', '"text"'],
    ['"5"', '"5"'],
    ['5', '5'],
    ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
    ['-1.10', '-1.10'],
    ['true', 'true'],
    ['"true"', '"true"'],
    ['null', 'null'],
    ['"null"', '"null"'],
    ['""', '""'],
    ['" a "', '" a "'],
    ['"a,b"', '"a,b"'],
    ['"say \\"hi\\""', '"say ""hi"""'],
    ['"two\\r\\nlines"', '"two\r\nlines"'],
    ['"=1+1"', '"=1+1"'],
    ['"日本 🎵"', '"日本 🎵"'],
  ])('%s', (json, cell) => {
    expect(format('a').page(items(`{"id":"1","a":${json}}`))).toBe(`a\n${cell}\n`);
  });

  test('an absent attribute is an empty cell', () => {
    expect(format('id,a,b').page(items('{"id":"1","b":"x"}'))).toBe('id,a,b\n"1",,"x"\n');
  });

  test('a terminal gets no control characters', () => {
    const [item] = items('{"a":"\\u001b[31mred\\u009b"}');
    expect(format('a', true).page([item ?? {}])).toBe('a\n"\\u001b[31mred\\u009b"\n');
    expect(format('a', false).page([item ?? {}])).toBe('a\n"\u001b[31mred\u009b"\n');
  });
});

describe('other types', () => {
  test.each([
    ['{"$binary":"AQ=="}', '"AQ=="'],
    ['{"$set":["web","gift"]}', '"web,gift"'],
    ['{"$set":["a,b","c"]}', '"[""a,b"",""c""]"'],
    ['{"$set":[1,-2.5]}', '"1,-2.5"'],
    ['{"$set":[{"$binary":"AQ=="}]}', '"AQ=="'],
    ['[]', '"[]"'],
    ['[1.10,{"x":"y"}]', '"[1.10,{""x"":""y""}]"'],
    ['{}', '"{}"'],
  ])('%s', (json, cell) => {
    expect(format('a').page(items(`{"id":"1","a":${json}}`))).toBe(`a\n${cell}\n`);
  });
});

describe('maps', () => {
  const texts = [
    '{"id":"1","customer":{"name":"Ann","address":{"city":"Bonn"}},"a.b":1}',
    '{"id":"2","a":{"b":2}}',
  ];

  test('have a column for each member, whose header no name with a dot has', async () => {
    const csv = format(undefined);
    csv.page(items(...texts));
    expect(await csv.end()).toEqual({
      text: 'id,a.b,a\\.b,customer.address.city,customer.name\n"1",,1,"Bonn","Ann"\n"2",2,,,\n',
      notes: [
        "2 rows, 5 columns; put and restore read them with --columns 'id:S,a.b:N,a\\.b:N,customer.address.city:S,customer.name:S'",
      ],
    });
  });

  test('are kept as JSON with --nested json', async () => {
    const csv = format(undefined, false, { nested: 'json' });
    csv.page(items(...texts));
    const { text } = await csv.end();
    expect(text).toBe(
      'id,a,a\\.b,customer\n"1",,1,"{""address"":{""city"":""Bonn""},""name"":""Ann""}"\n"2","{""b"":2}",,\n',
    );
    expect(format('info', false, { nested: 'json' }).page(items('{"info":{"x":1}}'))).toBe(
      'info\n"{""x"":1}"\n',
    );
  });

  test('are refused in a column that was chosen, with its real members', () => {
    const page = items(
      '{"id":"1","info":{"b":1}}',
      '{"id":"2","info":{"a":{"x y":1},"b":1}}',
      '{"id":"3","info":"none"}',
    );
    const error = failure(() => format('id,info').page(page));
    expect(error.message).toBe(
      'column info is a map in item {"id":"1"}: in CSV, each of its members is a column',
    );
    expect(error.exitCode).toBe(2);
    expect(error.details).toEqual({ column: 'info', row: 1, key: '{"id":"1"}' });
    expect(error.suggestions).toEqual([
      "choose its members: --columns 'id,info.a.x y,info.b'",
      'or write it as JSON: --nested json',
      'or write a column for each attribute and each member: omit --columns and --attributes',
    ]);
  });

  test('are refused by number where the key is not known', () => {
    const error = failure(() => format('info.deep').page(items('{"info":{"deep":{"x":1}}}')));
    expect(error.message).toBe(
      'column info.deep is a map in item number 1 (its key was not requested): in CSV, each of its members is a column',
    );
    expect(error.suggestions[0]).toBe('choose its members: --columns info.deep.x');
  });
});

describe('--escape-formulas', () => {
  test.each([
    ['"=cmd|\' /C calc\'!A0"', `"'=cmd|' /C calc'!A0"`],
    ['"+49"', `"'+49"`],
    ['"-1"', `"'-1"`],
    ['"@a"', `"'@a"`],
    ['"\\tx"', `"'\tx"`],
    ['"\\rx"', `"'\rx"`],
    ['"＝1"', `"'＝1"`],
    [`"'=1"`, `"''=1"`],
    [`"it's"`, `"it's"`],
    ['-5', '-5'],
    ['{"$set":["-a","b"]}', `"'-a,b"`],
    ['{"$set":[-1,2]}', '"-1,2"'],
  ])('%s', (json, cell) => {
    const csv = format('a', false, { escapesFormulas: true });
    expect(csv.page(items(`{"id":"1","a":${json}}`))).toBe(`a\n${cell}\n`);
  });

  test('and attribute names', async () => {
    const csv = format(undefined, false, { escapesFormulas: true });
    csv.page(items('{"id":"1","=x":1}'));
    expect(await csv.end()).toEqual({
      text: `id,'=x\n"1",1\n`,
      notes: ["1 row, 2 columns; put and restore read them with --columns 'id:S,\\=x:N' --unescape-formulas"],
    });
  });
});

test('a byte order mark is the first character', () => {
  expect(format('a', false, { hasByteOrderMark: true }).page([])).toBe('\ufeffa\n');
});

test('empty strings, columns of elements, and columns of mixed types are noted', async () => {
  const csv = format('id,v,tags[0]');
  csv.page(items('{"id":"1","v":"","tags":["x"]}', '{"id":"2","v":[1]}'));
  expect((await csv.end()).notes).toEqual([
    '2 rows, 3 columns; put and restore read them with --columns id:S --empty-strings',
    'column v mixes types whose cells look alike when they are read: S, L',
    'column tags[0] is an element of a list, which CSV cannot put back',
  ]);
});

test('named columns stream, one header for all pages, paths inside items too', () => {
  const csv = format('info.rating,tags[1],a\\.b');
  expect(csv.holdsItems).toBe(false);
  expect(csv.page([])).toBe('info.rating,tags[1],a\\.b\n');
  expect(csv.page(items('{"info":{"rating":4},"tags":["x","y"],"a.b":"dot"}'))).toBe('4,"y","dot"\n');
  expect(csv.page(items('{"info":"none","constructor":1}'))).toBe(',,\n');
});

test('columns that are not named are those of all items: the key, then by name', async () => {
  const csv = format(undefined);
  expect(csv.holdsItems).toBe(true);
  expect(csv.page(items('{"z":1,"id":"1"}'))).toBe('');
  expect(csv.page(items('{"id":"2","__proto__":"odd","a,b":true}'))).toBe('');
  expect(await csv.end()).toEqual({
    text: 'id,__proto__,"a,b",z\n"1",,,1\n"2","odd",true,\n',
    notes: ["2 rows, 4 columns; put and restore read them with --columns 'id:S,__proto__:S,a\\,b:BOOL,z:N'"],
  });
  expect(await format(undefined).end()).toEqual({ text: 'id\n', notes: ['0 rows, 1 column'] });
});

test('rows without a value wait for the first row that has one', () => {
  const csv = format('a,b');
  expect(csv.page(items('{"id":"1"}', '{"id":"2"}'))).toBe('a,b\n');
  expect(csv.page(items('{"id":"3"}', '{"id":"4","b":4}'))).toBe(',\n,\n,\n,4\n');
  expect(csv.page(items('{"id":"5"}'))).toBe(',\n');
});
