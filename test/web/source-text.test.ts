import { expect, test } from 'vitest';
import { renderUsage, usageNotes } from '../../src/cli/usage/render-usage.ts';
import type { UsageResult } from '../../src/lib/usage/usage-summary.ts';
import { sourceText, usageSourceNotes } from '../../src/web/usage/source-text.ts';

const NOTHING = { read: 0, write: 0, request: 0, throttled: 0 };
const USAGE: UsageResult = {
  tableName: 'music',
  source: 'meter',
  since: '2026-11-01T00:00:00Z',
  until: '2026-11-02T00:00:00Z',
  completeUntil: '2026-11-02T00:00:00Z',
  countedSince: null,
  cannotSee: ['requests of the console', 'other machines'],
  total: NOTHING,
  table: NOTHING,
  indexes: [],
  operations: null,
  estimated: { ...NOTHING, request: 1234 },
  untold: 3,
  plan: { units: 5_000_000, used: 0, left: 5_000_000, share: 0, isAtLeast: false },
  forecast: [],
  points: [],
  pointSeconds: 3600,
  passedOver: (['route', 'cloudwatch', 'ledger', 'logs'] as const).map((source) => ({
    source,
    why: 'refused',
  })),
  isOver: null,
};

test.each(['meter', 'cloudwatch', 'ledger', 'logs'] as const)('%s is called as usage calls it', (source) => {
  const [first] = renderUsage({ ...USAGE, source }, undefined).split('\n');
  expect(first).toContain(`; source: ${sourceText(source)}`);
});

test('the notes are in the words of usage', () => {
  const lines = [...renderUsage(USAGE, undefined).split('\n'), ...usageNotes(USAGE)];
  const [first, second, ...rest] = usageSourceNotes(USAGE);
  expect(lines).toContain(`${first}; ${second?.replace('not included: ', '')}`);
  expect(rest).toHaveLength(6);
  for (const note of rest) expect(lines).toContain(note);
});
