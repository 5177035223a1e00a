import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FaultServer, startFaultServer } from '../helpers/fault-server.ts';
import type { Fault, FaultRequest } from '../helpers/faults.ts';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const empty = useTable();
const filled = useTable();
let server: FaultServer;
let filledServer: FaultServer;

beforeAll(async () => {
  await fillTable(filled.client, filled.tableName, numberedItems(7));
  server = await startFaultServer(empty.url);
  filledServer = await startFaultServer(filled.url);
});
beforeEach(() => {
  server.script = tellsItems(5000);
  filledServer.script = tellsItems(5000, (request) => (isCount(request) ? undefined : NO_ITEMS));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await filledServer[Symbol.asyncDispose]();
});

const isCount = ({ body }: FaultRequest): boolean => body.toString().includes('"Select":"COUNT"');

/** A server that lost them. */
const NO_ITEMS: Fault = {
  change: (response) => {
    const { LastEvaluatedKey: _, ...page } = response as Record<string, unknown>;
    return { ...page, Items: [], Count: 0, ScannedCount: 0 };
  },
};

function tellsItems(count: number, scan: (request: FaultRequest) => Fault | undefined = () => undefined) {
  return (request: FaultRequest): Fault | undefined => {
    if (request.operation === 'Scan') return scan(request);
    if (request.operation !== 'DescribeTable') return undefined;
    return {
      change: (response) => {
        const { Table } = response as { Table: object };
        return { Table: { ...Table, ItemCount: count, TableSizeBytes: count * 100 } };
      },
    };
  };
}

const through = (): Record<string, string> => ({ ...empty.env, AUTODYNE_ENDPOINT_URL: server.url });
const counts = (): FaultRequest[] =>
  server.requests.filter((request) => request.operation === 'Scan' && isCount(request));

const bothFigures = (tableName: string): string =>
  `Error: the dump found no items in "${tableName}", but DescribeTable reports 5,000 items; a second count, with consistent reads, found 0 items\n`;

describe('a dump of no items where DescribeTable tells of 5,000', () => {
  test('into a folder: both figures, exit 3, nothing verified, nothing of removal; --allow-empty ends it', async () => {
    const cwd = await temporaryFolder();
    server.requests.length = 0;
    const run = await runCommand(['dump', '--out', 'd', '--verify'], { env: through(), cwd });
    expect(run.exitCode, run.stderr).toBe(3);
    expect(run.stderr).toContain(
      `${bothFigures(empty.tableName)}` +
        '  → if the table was emptied (DescribeTable is up to six hours old): autodyne dump --resume d --verify --allow-empty\n' +
        '  → otherwise, check the server: autodyne doctor\n',
    );
    expect(run.stderr).not.toMatch(/verified|addons|remove/);
    expect(counts()).toHaveLength(1);
    expect(JSON.parse(counts()[0]?.body.toString() ?? '')).toMatchObject({ ConsistentRead: true });
    expect(await readdir(join(cwd, 'd'))).not.toContain('manifest-summary.json');
    const again = await runCommand(['dump', '--resume', 'd'], { env: through(), cwd });
    expect(again.exitCode, again.stderr).toBe(3);
    const args = ['dump', '--resume', 'd', '--verify', '--allow-empty'];
    const allowed = await runCommand(args, { env: through(), cwd });
    expect(allowed.exitCode, allowed.stderr).toBe(0);
    expect(allowed.stderr).toContain('verified: complete; no problems found');
    expect(allowed.stderr).not.toMatch(/addons|remove/);
  });

  test.each([
    ['a file', 'd.jsonl'],
    ['standard output', '-'],
  ])('into %s: the same, and nothing is left', async (_, out) => {
    const cwd = await temporaryFolder();
    const run = await runCommand(['dump', '--out', out], { env: through(), cwd });
    expect(run.exitCode, run.stderr).toBe(3);
    expect(run.stdout).toBe('');
    expect(run.stderr).toContain(
      `${bothFigures(empty.tableName)}` +
        '  → if the table was emptied (DescribeTable is up to six hours old): the same command with --allow-empty\n',
    );
    expect(await readdir(cwd)).toEqual([]);
    const allowed = await runCommand(['dump', '--out', out, '--allow-empty'], { env: through(), cwd });
    expect(allowed.exitCode, allowed.stderr).toBe(0);
    expect(existsSync(join(cwd, out))).toBe(out !== '-');
  });

  test('--json has the figures', async () => {
    const cwd = await temporaryFolder();
    const run = await runCommand(['dump', '--out', 'd', '--data-only', '--json'], { env: through(), cwd });
    expect(run.exitCode, run.stderr).toBe(3);
    expect(run.json()).toMatchObject({
      error: { code: 'Incomplete', details: { itemCount: 0, describedItemCount: 5000, countedItemCount: 0 } },
    });
  });

  test.each([
    ['--limit', '5'],
    ['--where', 'number:=5'],
    ['--segments', '2', '--segment-range', '0-0'],
    ['--schema-only'],
  ])('of a part of the table, %s, it is no wonder', async (...args) => {
    const cwd = await temporaryFolder();
    server.requests.length = 0;
    const run = await runCommand(['dump', '--out', 'd', ...args], { env: through(), cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(counts()).toEqual([]);
  });

  test('where DescribeTable tells of none, nothing is counted', async () => {
    const cwd = await temporaryFolder();
    server.script = () => undefined;
    server.requests.length = 0;
    const run = await runCommand(['dump', '--out', 'd', '--verify'], { env: through(), cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(counts()).toEqual([]);
  });
});

describe('where the count finds items, the dump is wrong, whatever is allowed', () => {
  test.each([
    ['a folder', 'd', []],
    ['a folder', 'd', ['--allow-empty', '--verify']],
    ['a file', 'd.jsonl', ['--allow-empty']],
    ['standard output', '-', ['--allow-empty']],
  ])('into %s (%s %j)', async (_, out, args) => {
    const cwd = await temporaryFolder();
    const env = { ...filled.env, AUTODYNE_ENDPOINT_URL: filledServer.url };
    const run = await runCommand(['dump', '--out', out, ...args], { env, cwd });
    expect(run.exitCode, run.stderr).toBe(3);
    expect(run.stderr).toContain(
      `Error: the dump found no items in "${filled.tableName}", but DescribeTable reports 5,000 items; a second count, with consistent reads, found 7 items on one page. Do not use this dump\n` +
        '  → check the server: autodyne doctor\n' +
        '  → then dump again, to a new folder or file\n',
    );
    expect(run.stderr).not.toMatch(/verified|addons|remove/);
    expect(existsSync(join(cwd, 'd.jsonl'))).toBe(false);
    expect(existsSync(join(cwd, 'd', 'manifest-summary.json'))).toBe(false);
  });

  test('all pages are followed until there is an item', async () => {
    const cwd = await temporaryFolder();
    let pages = 0;
    filledServer.script = tellsItems(5000, (request) => {
      if (!isCount(request)) return NO_ITEMS;
      pages += 1;
      if (pages === 3) return undefined;
      const LastEvaluatedKey = { id: { S: `item-0000${pages - 1}` } };
      return {
        change: (response) => ({ ...(response as object), Count: 0, ScannedCount: 0, LastEvaluatedKey }),
      };
    });
    const env = { ...filled.env, AUTODYNE_ENDPOINT_URL: filledServer.url };
    const run = await runCommand(['dump', '--out', 'd'], { env, cwd });
    expect(run.exitCode, run.stderr).toBe(3);
    expect(run.stderr).toContain('Do not use this dump');
    expect(pages).toBe(3);
  });
});
