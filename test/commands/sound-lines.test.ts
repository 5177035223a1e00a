import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyOfDump, dataFiles, sealDump } from '../helpers/damaged-dump.ts';
import { emptyTable } from '../helpers/empty-table.ts';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { type CommandRun, runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';

const table = useTable();
const folder = join(tmpdir(), `autodyne-test-${randomUUID()}`);
const dump = join(folder, 'dump');

beforeAll(async () => {
  await fillTable(table.client, table.tableName, numberedItems(20, 100));
  const args = ['dump', '--out', dump, '--segments', '1', '--compress', 'none'];
  const run = await runCommand(args, { env: table.env });
  expect(run.exitCode, run.stderr).toBe(0);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const LINE = 7;
/** DynamoDB allows 32 levels; this is far deeper than the call stack. */
const DEEP = `${'{"M":{"a":'.repeat(100_000)}{"S":"x"}${'}}'.repeat(100_000)}`;

/** A line that no reader takes, and how each of them says so. */
const UNSOUND: [string, Buffer | string, string][] = [
  ['a byte that is no UTF-8', Buffer.from('{"Item":{"id":{"S":"\xff"}}}', 'latin1'), 'not UTF-8 text'],
  [
    'a second member',
    '{"Item":{"id":{"S":"x"}},"Note":1}',
    'the line must contain only {"Item":{…}}: found "Note"',
  ],
  [
    'a second member that a response has',
    '{"Item":{"id":{"S":"x"}},"ConsumedCapacity":{}}',
    'the line must contain only {"Item":{…}}: found "ConsumedCapacity"',
  ],
  [
    'a second Item',
    '{"Item":{"id":{"S":"x"}},"Item":{"id":{"S":"y"}}}',
    'the line must contain only {"Item":{…}}: found a second "Item"',
  ],
  ['an item by itself', '{"id":{"S":"x"}}', 'the line is not {"Item":{…}}'],
  ['an item that is a list', '{"Item":[{"S":"x"}]}', 'the line is not {"Item":{…}}'],
  ['something after it', '{"Item":{"id":{"S":"x"}}}1', 'not JSON: '],
  ['an array', '[{"Item":{"id":{"S":"x"}}}]', 'the line is not {"Item":{…}}'],
  ['100,000 levels', `{"Item":{"id":{"S":"x"},"deep":${DEEP}}}`, 'nested deeper than an item can be'],
];

/** A dump that contains this line, with corrected checksums, as after a change on purpose. */
async function dumpWith(line: Buffer | string): Promise<{ copy: string; location: string }> {
  const copy = await copyOfDump(dump);
  const [path = ''] = await dataFiles(copy);
  const lines = (await readFile(path, 'latin1')).trimEnd().split('\n');
  lines[LINE - 1] = Buffer.from(line).toString('latin1');
  await writeFile(path, `${lines.join('\n')}\n`, 'latin1');
  await sealDump(copy);
  return { copy, location: `${path}:${LINE}` };
}

describe.each(UNSOUND)('%s in a data file is refused with the same message', (_, line, problem) => {
  const readers: [string, (copy: string, target: string) => string[], number][] = [
    ['dump verify', (copy) => ['dump', 'verify', copy], 8],
    ['restore', (copy, target) => ['restore', copy, '--table', target], 2],
    ['restore --dry-run', (copy, target) => ['restore', copy, '--table', target, '--dry-run'], 2],
    ['dump diff', (copy) => ['dump', 'diff', copy], 2],
    ['stats', (copy) => ['stats', '--from', copy], 2],
    ['scan --from', (copy) => ['scan', '--from', copy], 2],
  ];
  test.each(readers)('by %s', async (_reader, args, exitCode) => {
    const target = await emptyTable(table.client);
    const { copy, location } = await dumpWith(line);
    const env = { ...table.env, XDG_STATE_HOME: folder };
    const run: CommandRun = await runCommand(args(copy, target), { env, cwd: folder });
    expect(run.stdout + run.stderr).toContain(`${location}: ${problem}`);
    expect(run.exitCode).toBe(exitCode);
  });
});
