import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalItem } from '../../../src/lib/digest/canonical-item.ts';
import { ContentDigest } from '../../../src/lib/digest/content-digest.ts';

describe('numbers', () => {
  test.each([
    ['-0', '0'],
    ['0.000', '0'],
    ['1', '0.1e1'],
    ['1.0', '0.1e1'],
    ['10e-1', '0.1e1'],
    ['1500', '0.15e4'],
    ['-0.50', '-0.5e0'],
    ['9.9999999999999999999999999999999999999E+125', '0.99999999999999999999999999999999999999e126'],
    ['12345678901234567890123456789012345678', '0.12345678901234567890123456789012345678e38'],
  ])('%s is %s', (N, expected) => expect(canonicalItem({ n: { N } })).toBe(`{"n":{"N":"${expected}"}}`));

  test.each(['', '.', 'NaN', 'Infinity', '1e', ' 1'])('%j is refused', (N) =>
    expect(() => canonicalItem({ n: { N } })).toThrow(`not a number: "${N}"`),
  );
});

describe('canonicalItem', () => {
  test('sorts names and sets, keeps lists in order', () => {
    const item = JSON.parse(
      '{"b":{"SS":["y","x"]},"__proto__":{"S":"é"},"a":{"L":[{"N":"2.0"},{"NULL":true},{"BOOL":false}]},"n":{"NS":["10","9"]},"bs":{"BS":["Yg==","YQ=="]}}',
    );
    expect(canonicalItem(item)).toBe(
      '{"__proto__":{"S":"é"},"a":{"L":[{"N":"0.2e1"},{"NULL":true},{"BOOL":false}]},"b":{"SS":["x","y"]},"bs":{"BS":["YQ==","Yg=="]},"n":{"NS":["0.1e2","0.9e1"]}}',
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

  test('is the sum of the hashes modulo 2^256, however many there are', () => {
    const largest = Buffer.alloc(32, 0xff);
    const count = 2 ** 20 + 3;
    const digest = new ContentDigest();
    for (let added = 0; added < count; added += 1) digest.addHash(largest);
    const sum = (BigInt(count) * (2n ** 256n - 1n)) % 2n ** 256n;
    expect(digest.toString()).toBe(`${count}:${sum.toString(16)}`);
    expect(digest.toString()).toBe(digest.toString());
  });

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
