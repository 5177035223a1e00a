import { describe, expect, test } from 'vitest';
import { openItems } from '../../../../src/lib/items/elements/read-items.ts';
import { inlineInput, type TextInput } from '../../../../src/lib/items/elements/text-input.ts';
import type { ItemForm } from '../../../../src/lib/items/json/item-form.ts';
import { toTypedJsonText } from '../../../../src/lib/items/json/typed-json.ts';

/** The kind of an input, and each item with its location. */
async function read(input: TextInput | string, form?: ItemForm): Promise<{ kind: string; items: string[] }> {
  const opened = await openItems(typeof input === 'string' ? inlineInput(input, 'f') : input, { form });
  const items: string[] = [];
  if (opened.kind === 'one') items.push(`${opened.only.location} ${toTypedJsonText(opened.only.item)}`);
  else
    for await (const { item, location } of opened.items()) items.push(`${location} ${toTypedJsonText(item)}`);
  return { kind: opened.kind, items };
}

const a = '{"id":{"S":"a"}}';
const b = '{"id":{"S":"b"}}';

describe('what an input holds', () => {
  test.each([
    ['an object', '{"id":"a"}', 'one', [`f:1:1 ${a}`]],
    ['an object over lines', '\n {\n"id":"a"\n}\n', 'one', [`f:2:2 ${a}`]],
    ['DynamoDB JSON', a, 'one', [`f:1:1 ${a}`]],
    ['an array', '[{"id":"a"},{"id":"b"}]', 'many', [`f:1:2 ${a}`, `f:1:13 ${b}`]],
    ['an array over lines', '[\n{"id":"a"},\n\n{"id":"b"}]', 'many', [`f:2:1 ${a}`, `f:4:1 ${b}`]],
    ['an array of one', '[{"id":"a"}]', 'many', [`f:1:2 ${a}`]],
    ['an empty array', '[]', 'many', []],
    ['JSON Lines', '{"id":"a"}\r\n\r\n{"id":"b"}\r\n', 'many', [`f:1:1 ${a}`, `f:3:1 ${b}`]],
    ['mixed forms', `{"id":"a"}\n${b}`, 'many', [`f:1:1 ${a}`, `f:2:1 ${b}`]],
    ['lines of a dump', `{"Item":${a}}\n{"Item":${b}}`, 'many', [`f:1:9 ${a}`, `f:2:9 ${b}`]],
    ['objects after each other', '{\n"id":"a"\n}\n{\n"id":"b"\n}', 'many', [`f:1:1 ${a}`, `f:4:1 ${b}`]],
    ['an array after an item', '{"id":"a"}\n[{"id":"b"}]', 'many', [`f:1:1 ${a}`, `f:2:2 ${b}`]],
    ['a byte order mark', '\ufeff{"id":"a"}', 'one', [`f:1:1 ${a}`]],
  ])('%s', async (_, text, kind, items) => {
    expect(await read(text)).toEqual({ kind, items });
  });

  test('a form that is forced', async () => {
    expect(await read(a, 'plain')).toEqual({ kind: 'one', items: ['f:1:1 {"id":{"M":{"S":{"S":"a"}}}}'] });
  });
});

describe('what cannot be read names its place', () => {
  test.each([
    ['', 'f is empty: it contains no items'],
    [' \n\t\n', 'f is empty: it contains no items'],
    ['5', 'f:1:1: an item is a JSON object'],
    ['[{"id":"a"},\n5]', 'f:2:1: an item is a JSON object'],
    ['[{"é":"a"},5]', 'f:1:12: an item is a JSON object'],
    ['{"id":"a"}\n{"id":NaN}', 'f:2:7: this is not JSON: NaN'],
    ['{"id":"a"', 'f:1:10: unexpected end of JSON'],
    ['{"id":"a"\n{"id":"b"}', 'f:2:1: expected a comma'],
    ['{"id":"a"}\n{"id":', 'f:2:7: unexpected end of JSON'],
  ])('%j', async (text, message) => {
    await expect(read(text)).rejects.toThrow(expect.objectContaining({ code: 'InvalidInput', message }));
  });

  test.each([
    ['bytes that are no UTF-8', [0x7b, 0x7d, 0x0a, 0xff], 'f:2:1: not UTF-8 text', []],
    [
      'UTF-16',
      [0xff, 0xfe, 0x7b, 0x00],
      'f: this is UTF-16 text, as PowerShell writes with >, and spreadsheets as Unicode text, not JSON',
      ['iconv -f UTF-16 -t UTF-8 f > f.utf8'],
    ],
  ])('%s', async (_, bytes, message, suggestions) => {
    await expect(read(chunked([Buffer.from(bytes)]))).rejects.toThrow(
      expect.objectContaining({ code: 'InvalidInput', message, suggestions }),
    );
  });
});

function chunked(chunks: readonly Uint8Array[], isRepeatable = true): TextInput {
  return {
    name: 'f',
    isRepeatable,
    async *chunks() {
      yield* chunks;
    },
  };
}

describe('JSON Lines are read as they come', () => {
  test('whatever the chunks', async () => {
    const bytes = Buffer.from('{"id":"é"}\n\n{"id":"👩‍👩‍👧"}');
    const single = Array.from(bytes, (byte) => Buffer.from([byte]));
    expect((await read(chunked(single))).items).toEqual((await read(chunked([bytes]))).items);
  });

  test('the first items are there before the rest is asked for', async () => {
    let chunksAsked = 0;
    const endless: TextInput = {
      name: 'f',
      isRepeatable: false,
      async *chunks() {
        for (;;) {
          chunksAsked += 1;
          yield Buffer.from(`{"id":"${chunksAsked}"}\n`);
        }
      },
    };
    const opened = await openItems(endless);
    let seen = 0;
    if (opened.kind === 'many') {
      for await (const _ of opened.items()) {
        seen += 1;
        if (seen === 10) break;
      }
    }
    expect(seen).toBe(10);
    expect(chunksAsked).toBeLessThan(12);
  });

  test('and can be read again if the input can', async () => {
    const opened = await openItems(inlineInput('{"id":"a"}\n{"id":"b"}'));
    if (opened.kind !== 'many') throw new Error('many items expected');
    const slots: string[][] = [[], []];
    for (const pass of slots) for await (const { location } of opened.items()) pass.push(location);
    expect(opened.isRepeatable).toBe(true);
    expect(slots[1]).toEqual(slots[0]);
    const once = await openItems(chunked([Buffer.from('{"id":"a"}\n{"id":"b"}')], false));
    expect(once.kind === 'many' && once.isRepeatable).toBe(false);
  });
});
