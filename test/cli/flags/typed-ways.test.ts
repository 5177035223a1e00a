import { expect, test } from 'vitest';
import { withTableFlags } from '../../../src/cli/flags/typed-command.ts';
import { typedWay } from '../../../src/cli/flags/typed-ways.ts';
import { WAYS } from '../../../src/lib/errors/ways.ts';

test.each<[string, string]>([
  [WAYS.tryLater, 'try again later, or with a longer --timeout'],
  [WAYS.checkTable, 'check AUTODYNE_TABLE_NAME and AUTODYNE_AWS_DEFAULT_REGION: autodyne config'],
  [
    `index "a" contains only items with year; ${WAYS.scanTable}`,
    'index "a" contains only items with year; to find other items, scan the table: autodyne scan',
  ],
  ['free some space', 'free some space'],
  ['a; b', 'a; b'],
])('%j is typed as %j', (text, typed) => {
  expect(typedWay(text)).toBe(typed);
});

test('what it is about comes from the error’s details, and the table’s flags behind it', () => {
  expect(withTableFlags(WAYS.seeItem, { table: 'music' }, { key: '{"id":"a b"}' })).toBe(
    `see the item as it is now: autodyne get '{"id":"a b"}' --table music`,
  );
  expect(withTableFlags(WAYS.waitForIndex, {}, { index: 'by-city' })).toBe(
    'wait for it: autodyne index wait by-city',
  );
});
