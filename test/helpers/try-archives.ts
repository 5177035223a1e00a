import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { archiveProblem, dumpsToMutate } from './mutated-archive.ts';
import { aloneCommand } from './soak-seeds.ts';
import { useTable } from './table.ts';

/**
 * The tests of these mutated archives: whatever `dump verify` passes is restored and verified, and whatever it refuses
 * is never called restored. A seed that fails runs alone with the command that is printed.
 */
export function tryArchives(seeds: readonly number[]): void {
  const table = useTable();
  let source: Awaited<ReturnType<typeof dumpsToMutate>>;
  beforeAll(async () => {
    source = await dumpsToMutate(table);
  });
  afterAll(() => rm(source.folder, { recursive: true, force: true }));

  test.each(seeds)(
    'mutated archive %i is taken by verify and restore alike',
    async (seed) => {
      const problem = await archiveProblem(table, source, seed);
      expect(problem, aloneCommand('archives', seed)).toBeUndefined();
    },
    90_000,
  );
}
