import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAttributePath, parseAttributePath } from '../../../src/lib/items/attribute-path.ts';

describe('an attribute path', () => {
  test.each([
    ['artist', ['artist']],
    ['info.rating', ['info', 'rating']],
    ['tags[2]', ['tags', 2]],
    ['a[0][1].b', ['a', 0, 1, 'b']],
    ['a\\.b.c', ['a.b', 'c']],
    ['a\\[0]', ['a[0]']],
    ['a\\\\', ['a\\']],
  ])('%s', (text, path) => {
    expect(parseAttributePath(text)).toEqual(path);
    expect(formatAttributePath(path)).toBe(text);
  });

  test.each([
    ['', '"" is not an attribute: a name in it is empty'],
    ['a..b', '"a..b" is not an attribute: a name in it is empty'],
    ['a.', '"a." is not an attribute: a name in it is empty'],
    ['a[0]b', '"a[0]b" is not an attribute: a dot is missing after "]"'],
  ])('an error: %j', (text, message) => {
    expect(() => parseAttributePath(text)).toThrow(
      expect.objectContaining({ code: 'InvalidUsage', message }),
    );
  });

  test('any names come back', () => {
    const path = fc
      .tuple(fc.string({ minLength: 1 }), fc.array(fc.oneof(fc.string({ minLength: 1 }), fc.nat())))
      .map(([first, rest]) => [first, ...rest]);
    fc.assert(
      fc.property(path, (p) => {
        expect(parseAttributePath(formatAttributePath(p))).toEqual(p);
      }),
    );
  });
});
