import { describe, expect, test } from 'vitest';
import { parseProjection } from '../../../../src/lib/items/expressions/parse-projection.ts';
import { parseUpdate } from '../../../../src/lib/items/expressions/parse-update.ts';
import { failure } from '../../../helpers/failure.ts';
import { NAMES, PROJECTIONS, UPDATES, VALUES } from './refused-expressions.ts';

const placeholders = () => ({ names: NAMES, values: VALUES, used: new Set<string>() });
const read = (text: string) => parseUpdate(text, placeholders());

describe('an update expression is read', () => {
  test.each([
    ['SET a = :s', [['SET', ['a'], 'S']]],
    [
      'set a=:n,b[1].c = a remove d, #c add e :n delete f :ss',
      [
        ['SET', ['a'], 'N'],
        ['SET', ['b', 1, 'c'], undefined],
        ['REMOVE', ['d'], undefined],
        ['REMOVE', ['c'], undefined],
        ['ADD', ['e'], 'N'],
        ['DELETE', ['f'], 'SS'],
      ],
    ],
    ['SET a = a + :n', [['SET', ['a'], 'N']]],
    ['SET a = b-c', [['SET', ['a'], 'N']]],
    ['SET a = (b + c)', [['SET', ['a'], 'N']]],
    ['SET a = ((b) + (c))', [['SET', ['a'], 'N']]],
    ['SET a = (b)', [['SET', ['a'], undefined]]],
    ['SET a = a', [['SET', ['a'], undefined]]],
    ['SET a = a + a', [['SET', ['a'], 'N']]],
    ['SET a = list_append(a, a)', [['SET', ['a'], 'L']]],
    ['SET a = list_append(if_not_exists(a, :l), :l)', [['SET', ['a'], 'L']]],
    ['SET a = if_not_exists(a, :n) + :n', [['SET', ['a'], 'N']]],
    ['SET a = if_not_exists(a, if_not_exists(b, :s))', [['SET', ['a'], undefined]]],
    [
      'REMOVE a[0], a[1]',
      [
        ['REMOVE', ['a', 0], undefined],
        ['REMOVE', ['a', 1], undefined],
      ],
    ],
  ])('%s', (text, actions) => {
    expect(read(text).map(({ section, path, type }) => [section, path, type])).toEqual(actions);
  });
});

describe('an update expression is refused as DynamoDB refuses it', () => {
  test.each(UPDATES)('%s', (text, problem) => {
    expect(failure(() => read(text)).message).toBe(`Invalid UpdateExpression: ${problem}`);
  });
});

describe('a projection expression', () => {
  test('is read', () => {
    expect(parseProjection(' a, b[2].#c , #d', placeholders())).toEqual([['a'], ['b', 2, 'c'], ['[3]']]);
  });

  test.each(PROJECTIONS)('%s is refused', (text, problem) => {
    const refused = failure(() => parseProjection(text, placeholders()));
    expect(refused.message).toBe(`Invalid ProjectionExpression: ${problem}`);
  });
});
