import { describe, expect, test } from 'vitest';
import { cutToWidth, fitWidths } from '../../../../src/cli/render/draw-table.ts';
import { TableFormat } from '../../../../src/cli/render/formats/table-format.ts';
import { parsePlainItem } from '../../../../src/lib/items/json/plain-json.ts';
import { parseAttributeList } from '../../../../src/lib/items/keys/attribute-path.ts';

async function draw(
  texts: string[],
  width = 80,
  columns?: string,
): Promise<{ lines: string[]; notes: readonly string[] }> {
  const format = new TableFormat({
    keyNames: ['id'],
    width,
    isTerminal: true,
    columns: columns === undefined ? undefined : parseAttributeList(columns),
  });
  for (const text of texts) format.page([parsePlainItem(text, 'test')]);
  const { text, notes } = await format.end();
  return { lines: text.split('\n').slice(0, -1), notes };
}

describe('a table', () => {
  test('shows a map or list as its size, a set as its elements, numbers at the right', async () => {
    const { lines, notes } = await draw(
      [
        '{"n":5,"id":"a","empty":"","list":[1,"x"],"map":{"a":1,"b":2,"c":{}},"mixed":1}',
        '{"n":12345678901234567890,"id":"b","set":{"$set":["web","gift"]},"bin":{"$binary":"AQ=="},"mixed":"x"}',
        '{"id":"c","ns":{"$set":[1,2]},"yes":true,"none":null}',
      ],
      120,
    );
    expect(lines).toEqual([
      'id  mixed                     n  ns    set        yes   bin                 list  map  empty  none',
      '──  ─────  ────────────────────  ────  ─────────  ────  ──────────────────  ────  ───  ─────  ────',
      'a   1                         5                                             [2]   {3}  ""',
      'b   x      12345678901234567890        web, gift        {"$binary":"AQ=="}',
      'c                                1, 2             true                                        null',
    ]);
    expect(notes).toEqual(['3 items']);
  });

  test('shows first what is filled and differs, prose after words, then the rest, and what is empty last', async () => {
    const prose = (n: number) => `a long remark about number ${n}`;
    const { lines } = await draw(
      [1, 2, 3].map(
        (n) =>
          `{"id":"${n}","a_same":"x","b_map":{},"c_empty":"","d_list":[${n}],"e_prose":"${prose(n)}","f_status":"s${n}","g_total":${n}${n === 1 ? ',"h_rare":1' : ''}}`,
      ),
      120,
    );
    expect(lines[0]?.split(/ +/)).toEqual(
      'id f_status g_total e_prose a_same h_rare d_list b_map c_empty'.split(' '),
    );
  });

  test('cuts no date and no id while prose has room, and leaves out the last columns before that', async () => {
    const id = 'b3e5cd58-6e3a-4d5a-9c0b-0d3f0b1c5a00';
    const rows = ['one', 'two'].map(
      (word, n) =>
        `{"id":"${word}","at":"2026-11-26T08:00:00.00${n}Z","note":"a remark of ${word} that is long enough to be cut","ref":"${id.replace('00', word)}"}`,
    );
    expect(await draw(rows, 90)).toEqual({
      lines: [
        'id   at                        ref                                    note',
        '───  ────────────────────────  ─────────────────────────────────────  ────────────────────',
        'one  2026-11-26T08:00:00.000Z  b3e5cd58-6e3a-4d5a-9c0b-0d3f0b1c5aone  a remark of one…',
        'two  2026-11-26T08:00:00.001Z  b3e5cd58-6e3a-4d5a-9c0b-0d3f0b1c5atwo  a remark of two…',
      ],
      notes: ['2 items'],
    });
    expect(await draw(rows, 60)).toEqual({
      lines: expect.arrayContaining([expect.stringMatching(/^one {2}2026-11-26T08:00:00.000Z$/)]),
      notes: [
        'columns not shown: ref, note (choose columns with --attributes, or show all with --format plain)',
        '2 items',
      ],
    });
  });

  test('of one item is that item, unless columns are chosen', async () => {
    const item = '{"name":"\u009b31m","id":"a","map":{"b":[1],"a":true}}';
    expect(await draw([item])).toEqual({
      lines: [
        '{',
        '  "id": "a",',
        '  "map": {',
        '    "a": true,',
        '    "b": [',
        '      1',
        '    ]',
        '  },',
        '  "name": "\\u009b31m"',
        '}',
      ],
      notes: ['1 item'],
    });
    expect((await draw([item], 80, 'id,map')).lines).toEqual(['id  map', '──  ───', 'a   {2}']);
  });

  test('is as wide as its content when there is room', async () => {
    const { lines } = await draw(['{"id":"a","text":"short","n":5}', '{"id":"b","n":-1.10}']);
    expect(lines).toEqual(['id      n  text', '──  ─────  ─────', 'a       5  short', 'b   -1.10']);
  });

  test('cuts the longest values with a mark', async () => {
    const { lines } = await draw(
      [`{"id":"key-0001","a":"${'x'.repeat(50)}","b":"short","c":"${'y'.repeat(30)}"}`],
      50,
      'id,a,b,c',
    );
    expect(lines).toEqual([
      'id        a                                  b',
      '────────  ─────────────────────────────────  ─────',
      'key-0001  xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…  short',
    ]);
  });

  test('leaves out columns that have no room, and says which', async () => {
    const { lines, notes } = await draw(
      ['{"id":"key-0001","a":"aaaaaaaaaaaa","b":"bbbbbbbbbbbb","c":"cccccccccccc"}'],
      30,
      'id,a,b,c',
    );
    expect(lines).toEqual(['id        a', '────────  ────────────', 'key-0001  aaaaaaaaaaaa']);
    expect(notes).toEqual([
      'columns not shown: b, c (choose columns with --attributes, or show all with --format plain)',
      '1 item',
    ]);
  });

  test('measures wide characters, and shows control characters and line breaks', async () => {
    const { lines } = await draw([
      '{"id":"日本語","text":"one\\r\\ntwo\\tthree"}',
      '{"id":"🎵","text":"\\u001b[31mred\\u009b\\u0000"}',
    ]);
    expect(lines).toEqual([
      'id      text',
      '──────  ─────────────────────────',
      '日本語  one⏎two three',
      '🎵      \\u001b[31mred\\u009b\\u0000',
    ]);
  });

  test('shows paths inside items as columns', async () => {
    const { lines } = await draw(['{"id":"a","info":{"rating":4}}', '{"id":"b"}'], 80, 'info.rating,id');
    expect(lines).toEqual(['info.rating  id', '───────────  ──', '          4  a', '             b']);
  });

  test('of many rows has one header and the same columns all along', async () => {
    const { lines, notes } = await draw(Array.from({ length: 1234 }, (_, n) => `{"id":"${n}","n":${n}}`));
    expect(lines).toHaveLength(1236);
    expect(lines[0]).toBe('id       n');
    expect(lines[1235]).toBe('1233  1233');
    expect(lines[50]).toBe('48      48');
    expect(notes).toEqual(['1,234 items']);
  });

  test('of nothing is nothing', async () => {
    expect(await draw([])).toEqual({ lines: [], notes: ['no items'] });
  });
});

describe('fitWidths', () => {
  const key = (width: number) => ({ isKey: true, width });
  const uncut = (width: number) => ({ isKey: false, isUncut: true, width });
  const other = (width: number) => ({ isKey: false, width });
  test.each([
    [[key(10), other(10)], 22, [10, 10]],
    [[key(10), other(100)], 40, [10, 28]],
    [[key(10), other(5), other(100), other(100)], 61, [10, 5, 20, 20]],
    [[key(30), other(100), other(100)], 52, [30, 9, 9]],
    // The last column goes rather than that all become unreadable.
    [[key(30), other(100), other(100)], 48, [30, 16]],
    [[key(60), other(100)], 40, [40]],
    // Prose gives way to what is not to be cut, which is left out before it is cut, unless it is the only one.
    [[key(10), uncut(24), other(100)], 50, [10, 24, 12]],
    [[key(10), other(100), uncut(24)], 50, [10, 12, 24]],
    [[key(10), uncut(24), uncut(36)], 60, [10, 24]],
    [[key(10), uncut(36)], 40, [10, 28]],
    [[key(60), key(60), other(9)], 40, [19, 19]],
    [[other(100)], 5, [5]],
    [[], 80, []],
  ])('%j in %i: %j', (columns, width, expected) => {
    expect(fitWidths(columns, width)).toEqual(expected);
  });
});

test.each([
  ['short', 5, 'short'],
  ['longer', 5, 'long…'],
  ['日本語', 6, '日本語'],
  ['日本語', 5, '日本…'],
  ['日本語', 4, '日…'],
  ['👩‍👩‍👧‍👧x', 2, '…'],
  ['ééé', 2, 'é…'],
])('cutToWidth %s in %i: %s', (text, width, expected) => {
  expect(cutToWidth(text, width)).toBe(expected);
});
