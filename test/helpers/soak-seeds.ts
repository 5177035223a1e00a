/** The number of seeds of each campaign: with `npm run test:campaigns`, and with `npm run test:soak`. */
const CAMPAIGNS = {
  'compile-cache': { share: 10, whole: 200 },
  kill: { share: 20, whole: 300 },
  archives: { share: 30, whole: 500 },
  'fuzzed-requests': { share: 2_000, whole: 20_000 },
  races: { share: 3, whole: 100 },
} as const;

export type Campaign = keyof typeof CAMPAIGNS;

const { AUTODYNE_SOAK: isWhole, AUTODYNE_SOAK_ROUNDS: rounds, AUTODYNE_SOAK_SEED: only } = process.env;

/** One seed runs alone, so no statistics are asserted. */
export const isOneSeed = only !== undefined;

/**
 * The seeds of a campaign in `test/soak`: from 1 on, as many as it has, or `AUTODYNE_SOAK_ROUNDS`; or the one that
 * `AUTODYNE_SOAK_SEED` says.
 */
export function soakSeeds(campaign: Campaign): number[] {
  if (only !== undefined) return [Number(only)];
  const { share, whole } = CAMPAIGNS[campaign];
  const count = Number(rounds ?? (isWhole === undefined ? share : whole));
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** The command that runs one seed of a campaign alone; printed if it fails. */
export function aloneCommand(campaign: Campaign, seed: number): string {
  return `alone: AUTODYNE_SOAK_SEED=${seed} npx vitest run test/soak/${campaign}.test.ts`;
}
