/** True in `npm run test:campaigns`, which makes all rounds of chance; other runs make a part of them. */
export const IS_CAMPAIGN = process.env['AUTODYNE_TEST_ROUNDS'] === 'all';

/**
 * How many rounds a test of chance makes: all of them as a campaign, else every tenth of their number. Its file is named in
 * `vitest.config.ts`, so that both projects run it.
 */
export function rounds(all: number): number {
  return IS_CAMPAIGN ? all : Math.ceil(all / 10);
}

/** The cases of a list that are tried: all of them as a campaign, else every third, the first among them. */
export function someOf<T>(cases: readonly T[]): T[] {
  return cases.filter((_, at) => IS_CAMPAIGN || at % 3 === 0);
}
