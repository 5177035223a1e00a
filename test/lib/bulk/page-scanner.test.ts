import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PageLayout, scanPage } from '../../../src/lib/bulk/page-scanner.ts';
import { parseJson } from '../../../src/lib/json/parse-json.ts';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const blanks = fc.stringMatching(/^[ \t\r\n]{0,3}$/);
const names = fc.oneof(
  fc.constantFrom('__proto__', 'Items', 'Item', '', '"', '\\', '\\"', '}', '{"'),
  fc.string(),
);
const strings = fc.oneof(
  fc.constantFrom('"', '\\', '\\\\"', '"}},{"', ']}', '\u2028', '👩‍👩‍👧', 'x'.repeat(14), 'x'.repeat(15)),
  fc.constantFrom(`${'x'.repeat(15)}\\`, `${'x'.repeat(40)}"\\`, `\\"${'\\'.repeat(17)}`),
  fc.string({ unit: 'grapheme' }),
  fc.string({ maxLength: 40, unit: fc.constantFrom('"', '\\', 'a', '{', ']') }),
);
const json = fc.letrec<{ value: Json; object: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    strings,
    fc.constantFrom(null, true, false, 0, -1.5e300),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('object'),
  ),
  object: fc.dictionary(names, tie('value'), { maxKeys: 4, noNullPrototype: true }),
}));

/** JSON in one of its many spellings: blanks anywhere, characters escaped at will. */
function spell(value: Json, draw: <T>(arbitrary: fc.Arbitrary<T>) => T): string {
  const blank = (): string => draw(blanks);
  const quoted = (text: string): string =>
    draw(fc.boolean())
      ? JSON.stringify(text)
      : `"${[...JSON.stringify(text).slice(1, -1)].map((c) => (c === 'I' ? '\\u0049' : c)).join('')}"`;
  const inside = (parts: string[]): string => parts.join(`${blank()},${blank()}`);
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${blank()}${inside(value.map((v) => spell(v, draw)))}${blank()}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([k, v]) => `${quoted(k)}${blank()}:${blank()}${spell(v, draw)}`,
    );
    return `{${blank()}${inside(members)}${blank()}}`;
  }
  return JSON.stringify(value);
}

function itemTexts(body: Buffer, { items }: PageLayout): string[] {
  const spans = [...(items ?? [])];
  return spans.flatMap((start, index) => (index % 2 ? [] : [body.toString('utf8', start, spans[index + 1])]));
}

test('finds what JSON.parse finds, whatever the spelling, the order and the content', () => {
  fc.assert(
    fc.property(
      fc.array(json.object),
      fc.dictionary(names, json.value),
      fc.nat(),
      fc.gen(),
      (items, others, at, draw) => {
        const members = Object.entries(others).filter(([name]) => name !== 'Items');
        members.splice(at % (members.length + 1), 0, ['Items', items]);
        const page = Object.fromEntries(members) as Json;
        const body = Buffer.from(
          `${draw(() => blanks)}${spell(page, (arbitrary) => draw(() => arbitrary))}${draw(() => blanks)}`,
        );
        const layout = scanPage(body);
        const texts = itemTexts(body, layout);
        expect(JSON.stringify(texts.map((text): unknown => parseJson(text)))).toBe(JSON.stringify(items));
        expect(texts.join('')).not.toContain('\n');
        const rest = Object.fromEntries(members.filter(([name]) => name !== 'Items'));
        expect(JSON.stringify(parseJson(layout.rest))).toBe(JSON.stringify(rest));
      },
    ),
    { numRuns: 100 },
  );
});

test('items are the bytes that came', () => {
  const body = Buffer.from('{"Items":[{"a" : {"S":"é\\u00e9\\/"}}, {}],"Count":2}');
  expect(itemTexts(body, scanPage(body))).toEqual(['{"a" : {"S":"é\\u00e9\\/"}}', '{}']);
});

test('a response without items has none', () => {
  expect(scanPage(Buffer.from(' {"Count":3} '))).toEqual({ items: undefined, rest: '{"Count":3}' });
  expect(scanPage(Buffer.from('{"Items":[]}'))).toEqual({ items: new Uint32Array(0), rest: '{}' });
});

test('more items than the scanner has room for at first', () => {
  const items = Array.from({ length: 30_000 }, (_, index) => `{"n":${index}}`);
  const body = Buffer.from(`{"Items":[${items.join(',')}]}`);
  expect(itemTexts(body, scanPage(body))).toEqual(items);
});

describe('a body that is not a page', () => {
  test.each([
    ['', 'malformed JSON at byte 0'],
    ['<html>', 'malformed JSON at byte 0'],
    ['[]', 'malformed JSON at byte 0'],
    ['{', 'malformed JSON at byte 1'],
    ['{"Items":{}}', 'malformed JSON at byte 9'],
    ['{"Items":[1]}', 'an item that is not an object at byte 10'],
    ['{"Items":[{}{}]}', 'malformed JSON at byte 12'],
    ['{"Items":[{},]}', 'an item that is not an object at byte 13'],
    ['{"Items":[{}}]', 'malformed JSON at byte 12'],
    ['{"Items":[{"a":[}]}]}', 'malformed JSON at byte 16'],
    ['{"Items":[{"a":"b}]}', 'unexpected end at byte 20'],
    ['{"Items":[{"a":"b\\"}]}', 'unexpected end at byte 22'],
    ['{"Items":[],"Items":[]}', 'a second "Items" at byte 20'],
    ['{"Items":[],}', 'malformed JSON at byte 12'],
    ['{"Count" 1}', 'malformed JSON at byte 9'],
    ['{"Count":}', 'malformed JSON at byte 9'],
    ['{"Items":[]}]', 'malformed JSON at byte 12'],
    ['{"Items":[{"a":"b\nc"}]}', 'a line feed in a string at byte 15'],
    [`{"Items":[${'{"a":'.repeat(1025)}`, 'nested too deep at byte 5130'],
  ])('%s', (body, why) => {
    expect(() => scanPage(Buffer.from(body))).toThrow(
      expect.objectContaining({
        code: 'Unreachable',
        message: `the response of the service cannot be read: ${why}`,
      }),
    );
  });

  test('is every beginning of a page', () => {
    const page = '{"Count":1, "Items":[ {"a":{"L":[{"S":"x\\"y"}]}}],"LastEvaluatedKey":{"a":{"S":"z"}}}';
    for (let length = 0; length < page.length; length += 1) {
      expect(() => scanPage(Buffer.from(page.slice(0, length)))).toThrow(/cannot be read/);
    }
  });
});
