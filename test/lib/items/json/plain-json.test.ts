import { describe, expect, test } from 'vitest';
import { parsePlainItem, parsePlainValue } from '../../../../src/lib/items/json/plain-json.ts';
import { toPlainJsonText, toPlainJsonValueText } from '../../../../src/lib/items/json/plain-json-text.ts';
import { failure } from '../../../helpers/failure.ts';

test('members of maps are printed by name, and the attributes as the item has them', () => {
  const map = { b: { N: '2' }, a: { M: { d: { S: '' }, c: { S: '' } } }, B: { N: '1' } };
  expect(toPlainJsonText({ z: { M: map }, y: { L: [{ M: map }] } })).toBe(
    '{"z":{"B":1,"a":{"c":"","d":""},"b":2},"y":[{"B":1,"a":{"c":"","d":""},"b":2}]}',
  );
});

describe('plain JSON reads as', () => {
  test.each([
    ['"text"', { S: 'text' }],
    ['12345678901234567890123456789012345678', { N: '12345678901234567890123456789012345678' }],
    ['1.10', { N: '1.10' }],
    ['-0', { N: '-0' }],
    ['1E-130', { N: '1E-130' }],
    ['true', { BOOL: true }],
    ['null', { NULL: true }],
    ['[]', { L: [] }],
    ['[1,"a"]', { L: [{ N: '1' }, { S: 'a' }] }],
    ['{"$set":["a","b"]}', { SS: ['a', 'b'] }],
    ['{"$set":[1,2.50]}', { NS: ['1', '2.50'] }],
    ['{"$set":[{"$binary":"AQI="},{"$binary":""}]}', { BS: [new Uint8Array([1, 2]), new Uint8Array()] }],
    ['{"$binary":"AQI="}', { B: new Uint8Array([1, 2]) }],
  ])('%s', (text, value) => {
    expect(parsePlainValue(text, 'test')).toEqual(value);
    expect(toPlainJsonValueText(value)).toBe(text);
  });

  test.each([
    ['{"$map":{"$set":[1]}}', { $set: { L: [{ N: '1' }] } }],
    ['{"$map":{"$map":{"a":1}}}', { $map: { M: { a: { N: '1' } } } }],
    ['{"$map":{"N":"7"}}', { N: { S: '7' } }],
    ['{"$map":{"N":7}}', { N: { N: '7' } }],
    ['{"$map":{"S":"x"}}', { S: { S: 'x' } }],
    ['{"$map":{"B":""}}', { B: { S: '' } }],
    ['{"$map":{"BOOL":false}}', { BOOL: { BOOL: false } }],
    ['{"$map":{"NULL":true}}', { NULL: { BOOL: true } }],
    ['{"$map":{"L":[{}]}}', { L: { L: [{ M: {} }] } }],
    ['{"$map":{"M":{"$map":{"M":{}}}}}', { M: { M: { M: { M: {} } } } }],
    ['{"$map":{"M":{"$set":[1]}}}', { M: { NS: ['1'] } }],
    ['{"$map":{"SS":["x"]}}', { SS: { L: [{ S: 'x' }] } }],
    ['{"$map":{"NS":[]}}', { NS: { L: [] } }],
    // What is no value in DynamoDB JSON needs no mark.
    ['{"S":5}', { S: { N: '5' } }],
    ['{"NULL":false}', { NULL: { BOOL: false } }],
    ['{"SS":[true]}', { SS: { L: [{ BOOL: true }] } }],
    ['{"X":"7"}', { X: { S: '7' } }],
    ['{"N":"7","S":"x"}', { N: { S: '7' }, S: { S: 'x' } }],
    ['{"$set":[1],"and":2}', { $set: { L: [{ N: '1' }] }, and: { N: '2' } }],
  ])('a map, where it is one: %s', (text, map) => {
    expect({ ...parsePlainValue(text, 'test').M }).toEqual(map);
    expect(toPlainJsonValueText({ M: map })).toBe(text);
  });

  test.each([
    ['[1]', 'f:1:1: an item is a JSON object'],
    ['{"a":\n {"$set":[]}}', 'f:2:10: attribute a: a set cannot be empty'],
    [
      '{"a":{"$set":[1,"x"]}}',
      'f:1:14: attribute a: a set must contain only strings, only numbers or only binary',
    ],
    [
      '{"a":{"$set":[null]}}',
      'f:1:15: attribute a: a set must contain only strings, only numbers or only binary',
    ],
    ['{"a":[{"b.c":{"$binary":"AQI"}}]}', 'f:1:25: attribute a[0].b\\.c: not base64: "AQI"'],
    ['{"a":{"$set":"x"}}', 'f:1:6: attribute a: $set must contain an array'],
    ['{"a":{"$binary":1}}', 'f:1:6: attribute a: $binary must contain a base64 string'],
    ['{"a":{"$map":1}}', 'f:1:6: attribute a: $map must contain an object'],
  ])('an error: %s', (text, message) => {
    expect(() => parsePlainItem(text, 'f')).toThrow(
      expect.objectContaining({ code: 'InvalidInput', message }),
    );
  });
});

describe('a map that looks like a value in DynamoDB JSON is refused', () => {
  const problem = (type: string) =>
    `an object that looks like DynamoDB JSON: the name of its only member is a type, ${type}`;
  test.each([
    ['{"N":"7"}', 'N', 'n:=7', `'n:={"$map":{"N":"7"}}'`],
    ['{"N":7}', 'N', 'n:=7', `'n:={"$map":{"N":7}}'`],
    ['{"S":"it\'s"}', 'S', `n:='"it'\\''s"'`, `'n:={"$map":{"S":"it'\\''s"}}'`],
    ['{"SS":["a"]}', 'SS', `'n:={"$set":["a"]}'`, `'n:={"$map":{"SS":["a"]}}'`],
    ['{"M":{"a":{"N":"1"}}}', 'M', `'n:={"a":1}'`, `'n:={"$map":{"M":{"a":{"$map":{"N":"1"}}}}}'`],
    ['{"NULL":true}', 'NULL', 'n:=null', `'n:={"$map":{"NULL":true}}'`],
  ])('%s', (text, type, value, map) => {
    expect(failure(() => parsePlainValue(text, '--set n', 'n'))).toMatchObject({
      code: 'InvalidInput',
      message: `--set n:1:1: ${problem(type)}`,
      suggestions: [`for the value: ${value}`, `for the map: ${map}`],
    });
  });

  test('inside another value, with its place', () => {
    expect(failure(() => parsePlainItem('{"id":"1","a":[{"L":[1]}]}', 'f'))).toMatchObject({
      message: `f:1:16: attribute a[0]: ${problem('L')}`,
      suggestions: ['for the map: {"$map":{"L":[1]}}', 'write such a map as {"$map":{…}}'],
    });
  });

  test('what is shown reads as what it says', () => {
    expect(parsePlainValue('{"$map":{"M":{"a":{"$map":{"N":"1"}}}}}', 'f')).toEqual({
      M: { M: { M: { a: { M: { N: { S: '1' } } } } } },
    });
  });
});

describe('plain JSON is printed', () => {
  test('with an indent for people, a set or binary on one line', () => {
    const item = { id: { S: 'a' }, n: { N: '1.0' }, tags: { SS: ['x', 'y'] }, m: { M: { l: { L: [] } } } };
    expect(toPlainJsonText(item, { indent: 2 })).toBe(
      '{\n  "id": "a",\n  "n": 1.0,\n  "tags": {"$set":["x","y"]},\n  "m": {\n    "l": []\n  }\n}',
    );
  });

  test.each([
    ['+5', '5'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['007', '7'],
    ['-.5e+3', '-0.5e+3'],
    ['1E+125', '1E+125'],
  ])('respelling only numbers that JSON cannot say: %s', (N, text) => {
    expect(toPlainJsonValueText({ N })).toBe(text);
  });

  test('refusing what is no number', () => {
    expect(() => toPlainJsonValueText({ N: 'NaN' })).toThrow('"NaN" is not a number');
  });
});
