import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FaultServer, startFaultServer } from '../helpers/fault-server.ts';
import { JSON_TYPE } from '../helpers/faults.ts';
import { spawnCli } from '../helpers/spawn-cli.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const MIB = 1024 * 1024;
const SMALL = 40_000;
const LARGE = 400_000;
/** Some megabytes come and go with the collector of garbage; the large file has 40 more than the small one. */
const MOST_GROWTH_BYTES = 30 * MIB;
const preload = fileURLToPath(new URL('../helpers/peak-memory.cjs', import.meta.url));
const table = useTable();
let server: FaultServer;
let cwd = '';

beforeAll(async () => {
  cwd = await temporaryFolder(afterAll);
  for (const count of [SMALL, LARGE]) writeRows(join(cwd, `${count}.csv`), count);
  server = await startFaultServer(table.url, {
    script: ({ operation }) =>
      operation === 'BatchWriteItem'
        ? {
            response: {
              status: 200,
              headers: { 'content-type': JSON_TYPE },
              body: '{"UnprocessedItems":{}}',
            },
          }
        : undefined,
  });
});
afterAll(() => server[Symbol.asyncDispose]());

/** Rows of a hundred bytes, with quotes, a map and a set. */
function writeRows(path: string, count: number): void {
  writeFileSync(path, 'id,customer.name,note,tags,total\n');
  for (let start = 0; start < count; start += 10_000) {
    const rows = Array.from({ length: 10_000 }, (_, at) => {
      const n = start + at;
      return `"order-${n}","Ann ""${n}"" Lee","a note with a comma, of order ${n}, ${'x'.repeat(30)}","gift,web",${n}.25\n`;
    });
    appendFileSync(path, rows.join(''));
  }
}

/** @returns peak memory in bytes */
async function peakOf(args: string[]): Promise<number> {
  const peakFile = join(cwd, 'peak');
  const env = {
    ...table.env,
    AUTODYNE_ENDPOINT_URL: server.url,
    XDG_STATE_HOME: cwd,
    NODE_OPTIONS: `--require=${preload}`,
    PEAK_MEMORY_FILE: peakFile,
  };
  const run = await spawnCli(args, { env, cwd });
  expect(run.exitCode, run.stderr).toBe(0);
  return Number(readFileSync(peakFile, 'utf8'));
}

const TYPES = ['--columns', 'customer.name:S,note:S,tags:SS,total:N'];

describe('memory does not grow with a file of CSV', () => {
  test.each<[string, (file: string) => string[]]>([
    // Read once before, to see that the columns without a type hold strings.
    ['restore', (file) => ['restore', file, '--columns', 'total:N']],
    ['put', (file) => ['put', file, ...TYPES, '--empty-strings']],
    ['put --dry-run', (file) => ['put', file, ...TYPES, '--dry-run']],
  ])(
    '%s',
    async (_, argsOf) => {
      server.requests.length = 0;
      const small = await peakOf(argsOf(`${SMALL}.csv`));
      // A peak is what the collector left lying for a moment: of memory that grows with the file, no run is without it.
      let least = Number.POSITIVE_INFINITY;
      for (let run = 0; run < 3 && least - small >= MOST_GROWTH_BYTES; run += 1)
        least = Math.min(least, await peakOf(argsOf(`${LARGE}.csv`)));
      expect((least - small) / MIB).toBeLessThan(MOST_GROWTH_BYTES / MIB);
    },
    900_000,
  );
});
