import { describe, expect, test } from 'vitest';
import { changeActions, itemChanges, unchangedConditions } from '../../../src/lib/items/item-changes.ts';
import type { KeySchema } from '../../../src/lib/items/key-schema.ts';
import { parsePlainItem } from '../../../src/lib/items/plain-json.ts';

const key: KeySchema = { partitionKey: { name: 'id', type: 'S' }, sortKey: undefined };
const item = (text: string) => parsePlainItem(text, 'test');

describe('the changes of an edit', () => {
  test('changed, new and removed attributes, and nothing else', () => {
    const changes = itemChanges(
      item('{"id":"1","same":{"a":[1,{"$set":["x"]}]},"changed":1.0,"gone":null}'),
      item('{"id":"1","same":{"a":[1,{"$set":["x"]}]},"changed":1.00,"__proto__":"new"}'),
      key,
    );
    expect(changes).toEqual([
      { name: 'changed', before: { N: '1.0' }, after: { N: '1.00' } },
      { name: 'gone', before: { NULL: true }, after: undefined },
      { name: '__proto__', before: undefined, after: { S: 'new' } },
    ]);
    expect(changeActions(changes)).toEqual([
      { kind: 'set', path: ['changed'], value: { N: '1.00' } },
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

  test('the key cannot be changed', () => {
    expect(() => itemChanges(item('{"id":"1"}'), item('{"id":"2"}'), key)).toThrow(
      'the key attribute "id" cannot be changed',
    );
  });
});
