import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { itemFromJson } from '../../../../src/lib/items/json/item-form.ts';
import { parsePlainItem, parsePlainValue } from '../../../../src/lib/items/json/plain-json.ts';
import { toPlainJsonText, toPlainJsonValueText } from '../../../../src/lib/items/json/plain-json-text.ts';
import { parseTypedItem, toTypedJsonText } from '../../../../src/lib/items/json/typed-json.ts';
import { JsonText } from '../../../../src/lib/json/json-node.ts';
import { readJson } from '../../../../src/lib/json/json-reader.ts';
import { arbitraryItem } from './arbitrary-item.ts';

const anyItem = arbitraryItem({ isStorable: false });
const layouts = [{}, { indent: 2 }];

describe.each(layouts)('an item comes back the same from its text, %j', (layout) => {
  test('plain JSON', () => {
    fc.assert(
      fc.property(anyItem, (item) => {
        const text = toPlainJsonText(item, layout);
        expect(JSON.parse(text)).toBeDefined();
        deepStrictEqual(parsePlainItem(text, 'test'), item);
      }),
      { numRuns: 1000 },
    );
  });

  test('DynamoDB JSON', () => {
    fc.assert(
      fc.property(anyItem, (item) => {
        deepStrictEqual(parseTypedItem(toTypedJsonText(item, layout), 'test'), item);
      }),
      { numRuns: 1000 },
    );
  });

  test('either form, told apart by its shape', () => {
    fc.assert(
      fc.property(anyItem, (item) => {
        for (const text of [toPlainJsonText(item, layout), toTypedJsonText(item, layout)]) {
          const source = new JsonText(text, 'test');
          deepStrictEqual(itemFromJson(readJson(source), source), item);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('a single value', () => {
    fc.assert(
      fc.property(anyItem, (item) => {
        const value = { M: item };
        deepStrictEqual(parsePlainValue(toPlainJsonValueText(value, layout), 'test'), value);
      }),
    );
  });
});
