import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { itemFromJson } from '../../../../src/lib/items/json/item-form.ts';
import { parsePlainItem, parsePlainValue } from '../../../../src/lib/items/json/plain-json.ts';
import { toPlainJsonText, toPlainJsonValueText } from '../../../../src/lib/items/json/plain-json-text.ts';
import { parseTypedItem, toTypedJsonText } from '../../../../src/lib/items/json/typed-json.ts';
import type { Item } from '../../../../src/lib/items/values/attribute-value.ts';
import { JsonText } from '../../../../src/lib/json/json-node.ts';
import { readJson } from '../../../../src/lib/json/json-reader.ts';
import { parseJson } from '../../../../src/lib/json/parse-json.ts';
import { rounds } from '../../../helpers/rounds.ts';
import { arbitraryItem } from './arbitrary-item.ts';

const anyItem = arbitraryItem({ isStorable: false });
const layouts = [{}, { indent: 2 }];

/** The members that any JSON parser reads, for attributes with a simple JSON value. */
function readByOthers(text: string): Record<string, unknown> {
  const members = Object.entries(parseJson(text) as Record<string, unknown>);
  return ownMembers(members.map(([name, value]) => [name, isSimple(value) ? value : undefined]));
}

const isSimple = (value: unknown): boolean => value === null || ['string', 'boolean'].includes(typeof value);

/** The strings, booleans and nulls of an item, with the names of all else. */
function simpleValues(item: Item): Record<string, unknown> {
  const members = Object.entries(item);
  return ownMembers(
    members.map(([name, { S, BOOL, NULL }]) => [name, NULL === undefined ? (S ?? BOOL) : null]),
  );
}

/** In no order: the text has one of its own. */
function ownMembers(members: [string, unknown][]): Record<string, unknown> {
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe.each(layouts)('an item comes back the same from its text, %j', (layout) => {
  test('plain JSON', () => {
    fc.assert(
      fc.property(anyItem, (item) => {
        const text = toPlainJsonText(item, layout);
        deepStrictEqual(readByOthers(text), simpleValues(item));
        deepStrictEqual(parsePlainItem(text, 'test'), item);
      }),
      { numRuns: rounds(1000) },
    );
  });

  test('DynamoDB JSON', () => {
    fc.assert(
      fc.property(anyItem, (item) => {
        deepStrictEqual(parseTypedItem(toTypedJsonText(item, layout), 'test'), item);
      }),
      { numRuns: rounds(1000) },
    );
  });

  test('either form, detected by its shape', () => {
    fc.assert(
      fc.property(anyItem, (item) => {
        for (const text of [toPlainJsonText(item, layout), toTypedJsonText(item, layout)]) {
          const source = new JsonText(text, 'test');
          deepStrictEqual(itemFromJson(readJson(source), source), item);
        }
      }),
      { numRuns: rounds(1000) },
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
