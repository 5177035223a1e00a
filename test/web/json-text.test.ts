import { expect, test } from 'vitest';
import { ApiError } from '../../src/web/api/api-error.ts';
import { escapedJson, typedText } from '../../src/web/item/json-text.ts';
import { errorLocation, offsetOf } from '../../src/web/page/error-location.ts';

test.each([
  ['"a\u202eb"', '"a\\u202eb"'],
  ['"\u0007\u009f\u2028\ufeff"', '"\\u0007\\u009f\\u2028\\ufeff"'],
  // A tag character, of two UTF-16 units.
  ['"\u{e0041}"', '"\\udb40\\udc41"'],
  // The joiner of an emoji stays.
  ['"👩‍🚀 é"', '"👩‍🚀 é"'],
])('%j is edited as %s, which means the same', (json, expected) => {
  expect(escapedJson(json)).toBe(expected);
  expect(JSON.parse(escapedJson(json))).toBe(JSON.parse(json.replace('\u0007', '\\u0007')));
});

test('typed JSON stands in lines, and means the item', () => {
  const item = { id: { S: 'a\u202e\n' }, n: { N: '12345678901234567890123456789012345678' } };
  expect(typedText(item).split('\n')).toHaveLength(8);
  expect(JSON.parse(typedText(item))).toEqual(item);
});

test("the server's line and column are a place in the text", () => {
  const text = '{\n  "Year": 19x99\n}';
  const error = new ApiError(400, {
    error: { code: 'InvalidInput', message: 'no', suggestions: [], details: { line: 2, column: 13 } },
  });
  const location = errorLocation(error, text);
  expect(location).toEqual({ line: 2, column: 13 });
  expect(text.charAt(offsetOf(text, location ?? { line: 1, column: 1 }))).toBe('x');
});

test('a location beyond the text is none of it', () => {
  const error = new ApiError(400, {
    error: { code: 'InvalidInput', message: 'no', suggestions: [], details: { line: 9, column: 1 } },
  });
  expect(errorLocation(error, '{}')).toBeUndefined();
});
