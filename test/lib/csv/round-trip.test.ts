import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AttributeValue, type Item, newItem } from '../../../src/lib/items/values/attribute-value.ts';
import { rounds } from '../../helpers/rounds.ts';
import { arbitraryItem } from '../items/json/arbitrary-item.ts';
import { readCsv, readingOf, writeCsv } from './csv-text.ts';

const anyItem = arbitraryItem({ isStorable: true }).map((item): Item => withId(item, 'a'));

function withId(item: Item, id: string): Item {
  return Object.assign(newItem(), item, { id: { S: id } });
}

/** Strings that break careless CSV, and those that read as something else. */
const text = fc.oneof(
  fc.constantFrom('', '5', '-1', 'true', 'null', '=1+1', "'=x", "''@a", '+49', '-', '\t', 'a,b', 'say "hi"'),
  fc.constantFrom('two\r\nlines', '[1]', '{"S":"x"}', ' a ', '\\,', '日本 🎵', '\ufeff', ';', '\r'),
  fc.string({ unit: 'grapheme' }),
);
const S = text.map((value): AttributeValue => ({ S: value }));
const N = fc
  .constantFrom('5', '-1.10', '1E-130', '9'.repeat(38))
  .map((value): AttributeValue => ({ N: value }));
const BOOL = fc.boolean().map((value): AttributeValue => ({ BOOL: value }));
const NULL = fc.constant<AttributeValue>({ NULL: true });
const list = fc.array(fc.oneof(S, N), { maxLength: 3 }).map((L): AttributeValue => ({ L }));
const map = fc.dictionary(fc.constantFrom('a', 'b.c', 'S', '$set'), fc.oneof(S, N), { maxKeys: 2 });
/** The types that one column can mix. */
const mixed = fc.record<Record<string, AttributeValue>>(
  {
    scalar: fc.oneof(S, N, BOOL, NULL),
    number: fc.oneof(N, BOOL, NULL, list),
    set: fc.oneof(
      NULL,
      fc.uniqueArray(text, { minLength: 1, maxLength: 3 }).map((SS): AttributeValue => ({ SS })),
    ),
    'a.b': S,
    'a.c': N,
    a: fc.dictionary(fc.constantFrom('b', 'c', 'd\\'), N, { maxKeys: 2 }).map((M): AttributeValue => ({ M })),
  },
  { requiredKeys: [] },
);

describe('items come back the same from CSV, with the flags that are printed', () => {
  test.each(['columns', 'json'] as const)('an item of any types, maps as %s', async (nested) => {
    await fc.assert(
      fc.asyncProperty(anyItem, async (item) => {
        const { flags, problems, text: csv } = writeCsv([item], { nested });
        deepStrictEqual(problems, []);
        deepStrictEqual((await readCsv(csv, readingOf(flags))).items, [item]);
      }),
      { numRuns: rounds(500) },
    );
  });

  test.each([{}, { escapesFormulas: true, hasByteOrderMark: true }])(
    'items of mixed types, %j',
    async (how) => {
      await fc.assert(
        fc.asyncProperty(fc.array(mixed, { minLength: 1, maxLength: 6 }), async (some) => {
          const items = some.map((item, at) => nullPrototypes(withId(item as Item, String(at))));
          const { flags, problems, text: csv } = writeCsv(items, how);
          deepStrictEqual(problems, []);
          deepStrictEqual((await readCsv(csv, readingOf(flags))).items, items);
        }),
        { numRuns: rounds(500) },
      );
    },
  );

  test('maps as JSON that look like DynamoDB JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(map, { minLength: 1, maxLength: 4 }), async (some) => {
        const items = some.map((M, at) => nullPrototypes(withId({ m: { M } }, String(at))));
        const { flags, text: csv } = writeCsv(items, { nested: 'json' });
        deepStrictEqual((await readCsv(csv, readingOf(flags))).items, items);
      }),
      { numRuns: rounds(300) },
    );
  });
});

test('types that one column cannot mix are said', () => {
  const { flags, problems } = writeCsv([
    { id: { S: 'a' }, v: { S: '[1]' } },
    { id: { S: 'b' }, v: { L: [{ N: '1' }] } },
  ]);
  expect(problems).toEqual(['column v mixes types whose cells look alike when they are read: S, L']);
  expect(flags).toEqual(['--columns', 'id:S']);
});

function nullPrototypes(item: Item): Item {
  for (const value of Object.values(item))
    if (value.M !== undefined) value.M = Object.assign(newItem(), value.M);
  return item;
}
