import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTwin, type Twin } from '../../src/lib/local/twin.ts';
import { useTable } from '../helpers/table.ts';
import { DIFFERENCES } from './differences.ts';
import { ENGINES } from './engines.ts';
import { wireOf, wireOfTwin } from './wire.ts';

describe.each(ENGINES)('$name', ({ name, start }) => {
  const table = useTable(undefined, start);

  test.each(DIFFERENCES)('$id', async ({ probe, aws, engines }) => {
    expect(await probe(wireOf(table))).toBe(engines[name] ?? aws);
  });
});

describe.runIf(ENGINES.some(({ name }) => name === 'dynoxide'))('the twin, with its embedded engine', () => {
  let twin: Twin;
  beforeAll(async () => {
    // Long enough that an index is still being made when it is looked at.
    twin = await startTwin({ indexDelayMs: 2_000 });
  });
  afterAll(() => twin.stop());

  test.each(DIFFERENCES.filter((difference) => difference.twin !== 'not permitted'))(
    '$id',
    async ({ probe, aws, engines, twin: asAws }) => {
      const expected = asAws === 'as AWS' ? aws : (engines.dynoxide ?? aws);
      expect(await probe(wireOfTwin(twin))).toBe(expected);
    },
  );
});

test('every difference is listed once, with its reason, and as one', () => {
  const ids = DIFFERENCES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { aws, engines, reason } of DIFFERENCES) {
    expect(reason).not.toBe('');
    expect(Object.keys(engines)).not.toHaveLength(0);
    expect(Object.values(engines)).not.toContain(aws);
  }
});
