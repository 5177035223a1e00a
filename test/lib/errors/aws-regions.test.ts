import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { AWS_REGIONS } from '../../../src/lib/errors/aws-regions.ts';

interface Partition {
  id: string;
  outputs: { dnsSuffix: string };
  regions: Record<string, unknown>;
}

/** The SDK's own list, which it exports no way to. */
async function partitions(): Promise<Partition[]> {
  const core = dirname(createRequire(import.meta.url).resolve('@aws-sdk/core/package.json'));
  const file = 'dist-es/submodules/client/util-endpoints/lib/aws/partitions.js';
  const source = readFileSync(join(core, file), 'utf8');
  const { partitionsInfo } = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as {
    partitionsInfo: { partitions: Partition[] };
  };
  return partitionsInfo.partitions;
}

test('the regions are those that the SDK knows, under the domains that clients are made for', async () => {
  const known = (await partitions())
    .filter(({ outputs }) => /^amazonaws\.com(\.cn)?$/.test(outputs.dnsSuffix))
    .flatMap(({ regions }) => Object.keys(regions).filter((name) => /\d$/.test(name)));
  expect([...AWS_REGIONS].sort()).toEqual(known.sort());
});
