import { describe, expect, test } from 'vitest';
import { CsvFormat } from '../../../../src/cli/render/formats/csv-format.ts';
import { parsePlainItem } from '../../../../src/lib/items/json/plain-json.ts';
import { parseAttributeList } from '../../../../src/lib/items/keys/attribute-path.ts';
import type { Item } from '../../../../src/lib/items/values/attribute-value.ts';
import { failure } from '../../../helpers/failure.ts';

const options = { keyNames: ['id'], width: 80, isTerminal: false };

function items(...texts: string[]): Item[] {
  return texts.map((text) => parsePlainItem(text, 'test'));
}

function format(columns: string | undefined, isTerminal = false): CsvFormat {
  return new CsvFormat({
    ...options,
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

describe('CSV refuses what would lose its type, naming column and item', () => {
  test.each([
    ['{"$binary":"AQ=="}', 'binary'],
    ['{"$set":["a"]}', 'a set'],
    ['{"$set":[1]}', 'a set'],
    ['{"$set":[{"$binary":"AQ=="}]}', 'a set'],
    ['[]', 'a list'],
    ['{"x":1}', 'a map'],
  ])('%s', (json, type) => {
    const error = failure(() => format('id,a').page(items(`{"id":"1","a":${json}}`)));
    expect(error.message).toBe(`CSV cannot keep the type of column a: it is ${type} in item {"id":"1"}`);
    expect(error.exitCode).toBe(2);
    expect(error.suggestions.slice(-2)).toEqual([
      'choose columns: --columns A,B',
      'or use a format that supports every type: --format plain or typed',
    ]);
  });

  test('a map, with the way into it', () => {
    const error = failure(() => format('info.deep').page(items('{"info":{"deep":{"x":1}}}')));
    expect(error.message).toBe(
      'CSV cannot keep the type of column info.deep: it is a map in item number 1 (its key was not requested)',
    );
    expect(error.suggestions[0]).toBe('choose a member of it: --columns info.deep.NAME');
  });
});

test('named columns stream, one header for all pages, paths inside items too', () => {
  const csv = format('info.rating,tags[1],a\\.b');
  expect(csv.holdsItems).toBe(false);
  expect(csv.page([])).toBe('info.rating,tags[1],a.b\n');
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
    notes: [],
  });
  expect((await format(undefined).end()).text).toBe('id\n');
});
