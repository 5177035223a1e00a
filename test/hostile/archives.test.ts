import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { archiveProblem, dumpsToMutate } from '../helpers/mutated-archive.ts';
import { useTable } from '../helpers/table.ts';

/** A share of what `test/soak/archives.test.ts` tries, every other kind of it. */
const seeds = Array.from({ length: 15 }, (_, index) => 2 * index + 1);

const table = useTable();
let source: Awaited<ReturnType<typeof dumpsToMutate>>;
beforeAll(async () => {
  source = await dumpsToMutate(table);
});
afterAll(() => rm(source.folder, { recursive: true, force: true }));

/** Whatever `dump verify` passes is restored and verified, and whatever it refuses is never called restored. */
test.each(seeds)(
  'mutated archive %i is taken by verify and restore alike',
  async (seed) => {
    const problem = await archiveProblem(table, source, seed);
    const command = `AUTODYNE_SOAK_SEED=${seed} npx vitest run test/soak/archives.test.ts`;
    expect(problem, `alone: ${command}`).toBeUndefined();
  },
  90_000,
);
