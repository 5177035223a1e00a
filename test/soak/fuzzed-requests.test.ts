import { expect, test } from 'vitest';
import { fuzzTwin } from '../hostile/fuzz-twin.ts';

const COUNT = 20_000;
const PART = 1_000;

/** In parts, so that it shows how far it is. */
const parts = Array.from({ length: COUNT / PART }, (_, part) => part * PART + 1);

test.each(parts)(
  'the engine lives through fuzzed requests from seed %i on',
  async (first) => {
    const seeds = Array.from({ length: PART }, (_, index) => first + index);
    const { statuses, failures } = await fuzzTwin(seeds);
    expect(failures).toEqual([]);
    expect((statuses[200] ?? 0) + (statuses[400] ?? 0)).toBe(PART);
  },
  300_000,
);
