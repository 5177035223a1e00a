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
  test('shows the key first, then attributes by name; numbers at the right; what is not text as plain JSON', async () => {
    const { lines, notes } = await draw(
      [
        '{"n":5,"id":"a","empty":"","list":[1,"x"],"mixed":1}',
        '{"n":12345678901234567890,"id":"b","set":{"$set":[1]},"bin":{"$binary":"AQ=="},"mixed":"x"}',
        '{"id":"c","yes":true,"none":null}',
      ],
      120,
    );
    expect(lines).toEqual([
      'id  bin                 empty  list     mixed                     n  none  set           yes',
      '──  ──────────────────  ─────  ───────  ─────  ────────────────────  ────  ────────────  ────',
      'a                       ""     [1,"x"]  1                         5',
      'b   {"$binary":"AQ=="}                  x      12345678901234567890        {"$set":[1]}',
      'c                                                                    null                true',
    ]);
    expect(notes).toEqual(['3 items']);
  });

  test('is as wide as its content when there is room', async () => {
    const { lines } = await draw(['{"id":"a","text":"short","n":5}', '{"id":"b","n":-1.10}']);
    expect(lines).toEqual(['id      n  text', '──  ─────  ─────', 'a       5  short', 'b   -1.10']);
  });

  test('cuts the longest values with a mark', async () => {
    const { lines } = await draw(
      [`{"id":"key-0001","a":"${'x'.repeat(50)}","b":"short","c":"${'y'.repeat(30)}"}`],
      50,
    );
    expect(lines).toEqual([
      'id        a                b      c',
      '────────  ───────────────  ─────  ───────────────',
      'key-0001  xxxxxxxxxxxxxx…  short  yyyyyyyyyyyyyy…',
    ]);
  });

  test('leaves out columns that have no room, and says which', async () => {
    const { lines, notes } = await draw(
      ['{"id":"key-0001","a":"aaaaaaaaaaaa","b":"bbbbbbbbbbbb","c":"cccccccccccc"}'],
      30,
    );
    expect(lines).toEqual([
      'id        a          b',
      '────────  ─────────  ─────────',
      'key-0001  aaaaaaaa…  bbbbbbbb…',
    ]);
    expect(notes).toEqual([
      'columns not shown: c (choose columns with --attributes, or show all with --format plain)',
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
  const other = (width: number) => ({ isKey: false, width });
  test.each([
    [[key(10), other(10)], 22, [10, 10]],
    [[key(10), other(100)], 40, [10, 28]],
    [[key(10), other(5), other(100), other(100)], 61, [10, 5, 20, 20]],
    [[key(30), other(100), other(100)], 52, [30, 9, 9]],
    // The last column goes rather than that all become unreadable.
    [[key(30), other(100), other(100)], 48, [30, 16]],
    [[key(60), other(100)], 40, [40]],
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
