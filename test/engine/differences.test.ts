import { describe, expect, test } from 'vitest';
import { useTable } from '../helpers/table.ts';
import { DIFFERENCES } from './differences.ts';
import { ENGINES } from './engines.ts';
import { wireOf } from './wire.ts';

describe.each(ENGINES)('$name', ({ name, start }) => {
  const table = useTable(undefined, start);

  test.each(DIFFERENCES)('$id', async ({ probe, aws, engines }) => {
    expect(await probe(wireOf(table))).toBe(engines[name] ?? aws);
  });
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
