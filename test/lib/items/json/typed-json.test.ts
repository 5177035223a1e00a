import { describe, expect, test } from 'vitest';
import { itemFromJson } from '../../../../src/lib/items/json/item-form.ts';
import { parseTypedItem, toTypedJsonText } from '../../../../src/lib/items/json/typed-json.ts';
import { JsonText } from '../../../../src/lib/json/json-node.ts';
import { readJson } from '../../../../src/lib/json/json-reader.ts';

describe('DynamoDB JSON', () => {
  test.each([
    ['{"S":"a"}', { S: 'a' }],
    ['{"N":"1.10"}', { N: '1.10' }],
    ['{"B":"AQI="}', { B: new Uint8Array([1, 2]) }],
    ['{"BS":["","AQI="]}', { BS: [new Uint8Array(), new Uint8Array([1, 2])] }],
    ['{"L":[{"BOOL":false},{"NULL":true}]}', { L: [{ BOOL: false }, { NULL: true }] }],
  ])('reads and prints %s', (text, value) => {
    expect({ ...parseTypedItem(`{"a":${text}}`, 'test') }).toEqual({ a: value });
    expect(toTypedJsonText({ a: value })).toBe(`{"a":${text}}`);
  });

  test.each([
    ['{"a":1}', 'f:1:6: attribute a: a typed value is an object with one member, such as {"S":"text"}'],
    ['{"a":{"s":"x"}}', 'f:1:6: attribute a: "s" is not a type: S N B BOOL NULL L M SS NS BS'],
    ['{"a":{"N":1}}', 'f:1:11: attribute a: N must contain a string in quotes'],
    ['{"a":{"NS":["1",2]}}', 'f:1:17: attribute a: NS must contain a string in quotes'],
    ['{"a":{"B":"a b"}}', 'f:1:11: attribute a: not base64: "a b"'],
    ['{"a":{"BS":["AQI"]}}', 'f:1:12: attribute a: not base64: "AQI"'],
    ['{"a":{"NULL":false}}', 'f:1:14: attribute a: NULL must contain true'],
    ['{"a":{"BOOL":"yes"}}', 'f:1:14: attribute a: BOOL must contain true or false'],
    ['{"a":{"M":[]}}', 'f:1:11: attribute a: M must contain an object'],
    ['{"a":{"L":[{"M":{"b":{"L":0}}}]}}', 'f:1:27: attribute a[0].b: L must contain an array'],
  ])('an error: %s', (text, message) => {
    expect(() => parseTypedItem(text, 'f')).toThrow(
      expect.objectContaining({ code: 'InvalidInput', message }),
    );
  });
});

describe('the form is detected by the shape', () => {
  test.each([
    ['{"id":{"S":"a"},"n":{"N":"1"}}', { id: { S: 'a' }, n: { N: '1' } }],
    ['{"Item":{"id":{"S":"a"}}}', { id: { S: 'a' } }],
    ['{"id":"a","m":{"$map":{"S":"a"}}}', { id: { S: 'a' }, m: { M: { S: { S: 'a' } } } }],
    ['{"id":{"S":"a","N":"1"}}', { id: { M: { S: { S: 'a' }, N: { S: '1' } } } }],
    ['{"id":"a","m":{"BOOL":"x"}}', { id: { S: 'a' }, m: { M: { BOOL: { S: 'x' } } } }],
    ['{"m":{"$map":{"S":"a"}},"n":{"$set":[1]}}', { m: { M: { S: { S: 'a' } } }, n: { NS: ['1'] } }],
    ['{"Item":{"id":"a"}}', { Item: { M: { id: { S: 'a' } } } }],
    ['{}', {}],
  ])('%s', (text, item) => {
    const source = new JsonText(text, 'test');
    expect(JSON.parse(JSON.stringify(itemFromJson(readJson(source), source)))).toEqual(item);
  });

  test.each([
    ['{"id":{"S":"a"},"b":{"B":{}}}', 'f:1:26: attribute b: B must contain a base64 string'],
    ['{"id":{"S":"a"},"b":{"NULL":false}}', 'f:1:29: attribute b: NULL must contain true'],
    ['{"id":{"S":"a"},"b":{"BOOL":"true"}}', 'f:1:29: attribute b: BOOL must contain true or false'],
    ['{"id":{"S":"a"},"b":{"SS":"x"}}', 'f:1:27: attribute b: SS must contain an array'],
    ['{"id":{"S":"a"},"b":{"NS":[1]}}', 'f:1:28: attribute b: NS must contain a string in quotes'],
    ['{"id":{"S":null}}', 'f:1:12: attribute id: S must contain a string in quotes'],
    [
      '{"id":{"S":"a"},"b":{"Q":"x"}}',
      'f:1:21: attribute b: "Q" is not a type: S N B BOOL NULL L M SS NS BS',
    ],
    [
      '{"id":{"S":"a"},"b":{"S":"x","N":"1"}}',
      'f:1:21: attribute b: a typed value is an object with one member, such as {"S":"text"}',
    ],
    [
      '{"id":{"S":"a"},"b":{}}',
      'f:1:21: attribute b: a typed value is an object with one member, such as {"S":"text"}',
    ],
    [
      '{"id":{"S":"a"},"l":{"L":["x"]}}',
      'f:1:27: attribute l[0]: a typed value is an object with one member, such as {"S":"text"}',
    ],
    [
      '{"id":{"S":"a"},"s":{"BS":[{"type":"Buffer","data":[1]}]}}',
      'f:1:28: attribute s: BS must contain a base64 string, not an object that JSON.stringify made of binary',
    ],
  ])('one odd attribute makes no plain item: %s', (text, message) => {
    const source = new JsonText(text, 'f');
    expect(() => itemFromJson(readJson(source), source)).toThrow(
      expect.objectContaining({ code: 'InvalidInput', message }),
    );
  });

  test('a number without quotes is a slip in DynamoDB JSON, not plain JSON', () => {
    const source = new JsonText('{"id":{"S":"a"},"year":{"N":2015}}', 'f');
    expect(() => itemFromJson(readJson(source), source)).toThrow(
      'attribute year: N must contain a string in quotes',
    );
  });

  test('plain JSON with a typed value in it is a slip', () => {
    const source = new JsonText('{"id":"a","m":{"S":"a"}}', 'f');
    expect(() => itemFromJson(readJson(source), source)).toThrow(
      'f:1:15: attribute m: an object that looks like DynamoDB JSON: the name of its only member is a type, S',
    );
    expect(itemFromJson(readJson(source), source, 'plain')['m']?.M?.['S']).toEqual({ S: 'a' });
  });

  test('unless it is forced', () => {
    const source = new JsonText('{"id":{"S":"a"}}', 'f');
    expect(itemFromJson(readJson(source), source, 'plain')['id']?.M?.['S']).toEqual({ S: 'a' });
    const plain = new JsonText('{"id":"a"}', 'f');
    expect(() => itemFromJson(readJson(plain), plain, 'typed')).toThrow('a typed value is an object');
  });
});
