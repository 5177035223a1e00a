import { expect, test } from 'vitest';
import { rounds } from '../helpers/rounds.ts';
import { fuzzTwin } from './fuzz-twin.ts';

/** `npm run test:soak` sends 20,000. */
const COUNT = rounds(500);

const seeds = Array.from({ length: COUNT }, (_, index) => index + 1);

test(`the engine lives through requests that nobody would write: ${COUNT} seeds`, async () => {
  const { statuses, failures } = await fuzzTwin(seeds);
  expect(failures).toEqual([]);
  // If all were refused, or none, the test would show little.
  expect(Object.keys(statuses)).toEqual(['200', '400']);
  expect(statuses[200]).toBeGreaterThan(COUNT / 20);
  expect(statuses[400]).toBeGreaterThan(COUNT / 2);
}, 120_000);
