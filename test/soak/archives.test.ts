import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { archiveProblem, dumpsToMutate } from '../helpers/mutated-archive.ts';
import { useTable } from '../helpers/table.ts';

/** `npm run test:soak` mutates hundreds. A failing round runs alone with its number as AUTODYNE_SOAK_SEED. */
const ROUNDS = Number(process.env['AUTODYNE_SOAK_ROUNDS'] ?? 25);
const ONLY = process.env['AUTODYNE_SOAK_SEED'];
const seeds = ONLY === undefined ? Array.from({ length: ROUNDS }, (_, index) => index + 1) : [Number(ONLY)];

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
