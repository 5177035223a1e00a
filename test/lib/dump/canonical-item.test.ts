import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalItem, normalizeNumber } from '../../../src/lib/dump/canonical-item.ts';
import { ContentDigest } from '../../../src/lib/dump/content-digest.ts';

describe('normalizeNumber', () => {
  test.each([
    ['0', '0'],
    ['-0', '0'],
    ['0.000', '0'],
    ['0E5', '0'],
    ['1', '1E0'],
    ['1.0', '1E0'],
    ['1E0', '1E0'],
    ['10e-1', '1E0'],
    ['+1', '1E0'],
    ['001', '1E0'],
    ['1500', '15E2'],
    ['-0.50', '-5E-1'],
    ['.5', '5E-1'],
    ['5.', '5E0'],
    ['1E-130', '1E-130'],
    ['9.9999999999999999999999999999999999999E+125', '99999999999999999999999999999999999999E88'],
    ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678E0'],
    ['1.10', '11E-1'],
  ])('%s is %s', (given, expected) => expect(normalizeNumber(given)).toBe(expected));

  test.each(['', '.', 'NaN', 'Infinity', '1e', '1.2.3', '0x10', ' 1'])('%j is refused', (given) =>
    expect(() => normalizeNumber(given)).toThrow(`not a number: "${given}"`),
  );
});

describe('canonicalItem', () => {
  test('sorts names and sets, keeps lists in order', () => {
    const item = JSON.parse(
      '{"b":{"SS":["y","x"]},"__proto__":{"S":"é"},"a":{"L":[{"N":"2.0"},{"NULL":true},{"BOOL":false}]},"n":{"NS":["10","9"]},"bs":{"BS":["Yg==","YQ=="]}}',
    );
    expect(canonicalItem(item)).toBe(
      '{"__proto__":{"S":"é"},"a":{"L":[{"N":"2E0"},{"NULL":true},{"BOOL":false}]},"b":{"SS":["x","y"]},"bs":{"BS":["YQ==","Yg=="]},"n":{"NS":["1E1","9E0"]}}',
    );
  });

  test.each([
    ['{"a":"plain"}', 'not DynamoDB JSON: "plain"'],
    ['{"a":{"S":"x","N":"1"}}', 'not DynamoDB JSON: {"S":"x","N":"1"}'],
    ['{"a":{"X":"x"}}', 'not DynamoDB JSON: {"X":"x"}'],
    ['{"a":{"N":1}}', 'not DynamoDB JSON: 1'],
    ['{"a":{"M":[]}}', 'not DynamoDB JSON: []'],
  ])('%s is refused', (json, message) => expect(() => canonicalItem(JSON.parse(json))).toThrow(message));
});

describe('ContentDigest', () => {
  const digestOf = (items: Record<string, unknown>[]): string => {
    const digest = new ContentDigest();
    for (const item of items) digest.add(item);
    return digest.toString();
  };

  test('of nothing', () => expect(digestOf([])).toBe(`0:${'0'.repeat(64)}`));

  test('does not change with the order, does with any item', () => {
    const item = fc.record({ id: fc.record({ S: fc.string() }), n: fc.record({ N: fc.nat().map(String) }) });
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 8 }), (items) => {
        const digest = digestOf(items);
        expect(digestOf([...items].reverse())).toBe(digest);
        expect(digestOf(items.slice(1))).not.toBe(digest);
        expect(digestOf([...items.slice(1), { id: { S: 'x' }, n: { N: '-1' } }])).not.toBe(digest);
      }),
    );
  });

  test('two equal items are not none', () => {
    const item = { id: { S: 'a' } };
    expect(digestOf([item, item])).not.toBe(digestOf([]));
    expect(digestOf([item, item])).not.toBe(digestOf([item]));
  });
});
