import { expect, test } from 'vitest';
import { soakSeeds } from '../helpers/soak-seeds.ts';
import { fuzzTwin } from '../hostile/fuzz-twin.ts';

const PART = 1_000;
const seeds = soakSeeds('fuzzed-requests');

/** In parts, so that it shows how far it is. */
const parts = Array.from({ length: Math.ceil(seeds.length / PART) }, (_, part) =>
  seeds.slice(part * PART, (part + 1) * PART),
);

test.each(parts.map((part) => [part[0], part] as const))(
  'the engine lives through fuzzed requests from seed %i on',
  async (_, part) => {
    const { statuses, failures } = await fuzzTwin(part);
    expect(failures).toEqual([]);
    expect((statuses[200] ?? 0) + (statuses[400] ?? 0)).toBe(part.length);
  },
  300_000,
);
