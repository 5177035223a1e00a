import { describe, expect, test } from 'vitest';
import { parsePlainItem, parsePlainValue } from '../../../../src/lib/items/json/plain-json.ts';
import type { KeySchema } from '../../../../src/lib/items/keys/key-schema.ts';
import {
  changeActions,
  itemChanges,
  unchangedConditions,
} from '../../../../src/lib/items/update/item-changes.ts';
import type { AttributeValue } from '../../../../src/lib/items/values/attribute-value.ts';

const key: KeySchema = { partitionKey: { name: 'id', type: 'S' }, sortKey: undefined };
const plain = (text: string) => parsePlainValue(text, 'test');
const item = (text: string) => parsePlainItem(text, 'test');

describe('the changes of an edit', () => {
  test('changed, new and removed attributes, and nothing else', () => {
    const changes = itemChanges(
      item('{"id":"1","same":{"a":[1,{"$set":["x"]}]},"changed":1.0,"gone":null}'),
      item('{"id":"1","same":{"a":[1,{"$set":["x"]}]},"changed":2.00,"__proto__":"new"}'),
      key,
    );
    expect(changes).toEqual([
      { name: 'changed', before: { N: '1.0' }, after: { N: '2.00' } },
      { name: 'gone', before: { NULL: true }, after: undefined },
      { name: '__proto__', before: undefined, after: { S: 'new' } },
    ]);
    expect(changeActions(changes)).toEqual([
      { kind: 'set', path: ['changed'], value: { N: '2.00' } },
      { kind: 'remove', path: ['gone'] },
      { kind: 'set', path: ['__proto__'], value: { S: 'new' } },
    ]);
    expect(unchangedConditions(changes).map(({ path, operator }) => [path, operator])).toEqual([
      [['changed'], 'eq'],
      [['gone'], 'eq'],
      [['__proto__'], 'not_exists'],
    ]);
  });

  test('none when nothing was changed', () => {
    expect(itemChanges(item('{"id":"1","a":1}'), item('{ "a": 1, "id": "1" }'), key)).toEqual([]);
  });

  test.each([
    ['a number in other digits', { N: '10' }, { N: '10.0' }],
    ['a set in another order', { SS: ['a', 'b'] }, { SS: ['b', 'a'] }],
    ['a map as the SDK makes it', { M: { a: { N: '1' } } }, plain('{"a":1}')],
    ['a list that holds a map', { L: [{ M: { a: { S: 'x' } } }] }, plain('[{"a":"x"}]')],
    ['bytes as the SDK gives them', { B: new Uint8Array([1]) }, { B: Buffer.from([1]) }],
  ])('none for %s', (_, before, after) => {
    const id = { S: '1' };
    expect(itemChanges({ id, v: before as AttributeValue }, { id, v: after as AttributeValue }, key)).toEqual(
      [],
    );
  });

  test.each([
    ['a number made text', { N: '10' }, { S: '10' }],
    ['a list in another order', { L: [{ N: '1' }, { N: '2' }] }, plain('[2,1]')],
    ['a member of a map', { M: { a: { N: '1' } } }, plain('{"a":2}')],
  ])('one for %s', (_, before, after) => {
    const id = { S: '1' };
    expect(itemChanges({ id, v: before as AttributeValue }, { id, v: after }, key)).toHaveLength(1);
  });

  test('the key cannot be changed', () => {
    expect(() => itemChanges(item('{"id":"1"}'), item('{"id":"2"}'), key)).toThrow(
      'the key attribute "id" cannot be changed',
    );
  });
});
