import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FaultServer, startFaultServer } from '../helpers/fault-server.ts';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { startKillable } from '../helpers/killable-run.ts';
import { HAS_TERMINALS, startOnTerminal } from '../helpers/on-terminal.ts';
import { runCommand } from '../helpers/run-command.ts';
import { shellWords } from '../helpers/shell-words.ts';
import { binaryEnv } from '../helpers/spawn-cli.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const COUNT = 1000;
const table = useTable();
let server: FaultServer;
let env: Record<string, string>;
let cwd: string;

beforeAll(async () => {
  cwd = await temporaryFolder(afterAll);
  server = await startFaultServer(table.url);
  env = { ...table.env, AUTODYNE_ENDPOINT_URL: server.url };
  const lines = Array.from({ length: COUNT }, (_, at) => `{"id":"put-${at}"}\n`);
  await writeFile(join(cwd, 'many.jsonl'), lines.join(''));
  const rows = Array.from({ length: COUNT }, (_, at) => `put-${at},${at}\n`);
  await writeFile(join(cwd, 'many.csv'), `id,n\n${rows.join('')}`);
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(async () => {
  server.script = () => undefined;
  const emptied = await runCommand(['delete', '--all', '--confirm', table.tableName], { env });
  expect(emptied.exitCode).toBe(0);
});

const countItems = async (): Promise<number> =>
  Number((await runCommand(['scan', '--count'], { env })).stdout);

/** Calls `act` at the tenth write, and slows down all of them. */
function atTenthWrite(act: () => void): void {
  let count = 0;
  server.script = ({ operation }) => {
    if (operation !== 'BatchWriteItem' && operation !== 'PutItem') return undefined;
    count += 1;
    if (count === 10) act();
    return { delayMs: 50 };
  };
}

/** Runs the command at the end of the last line. */
async function goOn(stderr: string): Promise<void> {
  server.script = () => undefined;
  const command = /: (autodyne .*)\n$/.exec(stderr)?.[1] ?? '';
  const run = await runCommand(shellWords(command).slice(1), { env, cwd });
  expect([0, 5], run.stderr).toContain(run.exitCode);
}

describe('Ctrl-C', () => {
  test.each([
    ['put', ['put', 'many.jsonl'], /items that were already written do not change/],
    ['put of CSV', ['put', 'many.csv', '--columns', 'n:N'], /: autodyne put many\.csv --columns n:N\n$/],
    [
      'put --if-not-exists',
      ['put', 'many.jsonl', '--if-not-exists'],
      /items that were already written count as existing/,
    ],
  ])('%s says what is written, and the command to go on', async (_, argv, words) => {
    const run = startKillable(argv, { env, cwd });
    atTenthWrite(() => run.kill('SIGINT'));
    const { exitCode, stderr } = await run.ended;
    expect(exitCode, stderr).toBe(130);
    expect(stderr).toContain('Finishing current requests. Press Ctrl-C again to stop now\n');
    const [, written] =
      /\nError: interrupted: put (\d+) of 1,000 items into table "\S+"\n/.exec(stderr) ?? [];
    expect(Number(written), stderr).toBe(await countItems());
    expect(Number(written)).toBeLessThan(COUNT);
    expect(Number(written)).toBeGreaterThan(0);
    expect(stderr).toMatch(words);
    await goOn(stderr);
    expect(await countItems()).toBe(COUNT);
  });

  test('delete says how many are gone, and the command to go on', async () => {
    await fillTable(table.client, table.tableName, numberedItems(COUNT));
    const argv = ['delete', '--where', 'number.gte:=0', '--confirm', table.tableName];
    const run = startKillable(argv, { env, cwd });
    atTenthWrite(() => run.kill('SIGINT'));
    const { exitCode, stderr } = await run.ended;
    expect(exitCode, stderr).toBe(130);
    const [, deleted] =
      /\nError: interrupted: deleted (\d+) of 1,000 items of table "\S+"\n/.exec(stderr) ?? [];
    expect(COUNT - Number(deleted), stderr).toBe(await countItems());
    expect(stderr).toMatch(
      /\n {2}→ to delete the others: autodyne delete --where number\.gte:=0 --confirm \S+\n$/,
    );
    await goOn(stderr);
    expect(await countItems()).toBe(0);
  });

  test('while the keys are read: nothing is deleted', async () => {
    await fillTable(table.client, table.tableName, numberedItems(3));
    const run = startKillable(['delete', '--all', '--confirm', table.tableName], { env, cwd });
    server.script = ({ operation }) => {
      if (operation === 'Scan') run.kill('SIGINT');
      return operation === 'Scan' ? { silent: true } : undefined;
    };
    const { exitCode, stderr } = await run.ended;
    server.script = () => undefined;
    expect(exitCode, stderr).toBe(130);
    expect(stderr).toContain('Error: interrupted while the keys were read; nothing was deleted\n');
    expect(await countItems()).toBe(3);
  });

  test.each([
    ['put', ['put', '-'], 'interrupted: put 25 items into table'],
    ['delete', ['delete', '-'], 'interrupted while the keys were read; nothing was deleted'],
  ])('%s of standard input that is still open ends too', async (_, argv, words) => {
    const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
    const child = spawn(process.execPath, [bin, ...argv], { env: binaryEnv(env), cwd });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    child.stdin.on('error', () => undefined);
    for (let at = 0; at < 30; at += 1) child.stdin.write(`{"id":"stdin-${at}"}\n`);
    const seen = argv[0] === 'put' ? 'BatchWriteItem' : 'DescribeTable';
    const before = server.requests.length;
    while (!server.requests.slice(before).some(({ operation }) => operation === seen))
      await new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill('SIGINT');
    expect(await ended, stderr).toBe(130);
    expect(stderr).toContain(words.replace('25', String(await countItems())));
    if (argv[0] === 'put') expect(stderr).toContain('run the same command again, with the same input; ');
  });
});

describe.skipIf(!HAS_TERMINALS)('on a terminal', () => {
  test('put and delete show a bar that leaves no trace', async () => {
    server.script = ({ operation }) => (operation === 'BatchWriteItem' ? { delayMs: 100 } : undefined);
    const bar = (verb: string): RegExp => new RegExp(`\\[=+ *\\] {2}${verb}: \\d+ items {2}\\d+ %`);
    const put = await startOnTerminal(['put', 'many.jsonl'], { env, cwd }).ended;
    expect(put.exitCode, put.screen).toBe(0);
    expect(put.screen).toMatch(bar('putting'));
    expect(put.screen).toContain('\r\u001b[Kput 1,000 items into table');
    const argv = ['delete', '--all', '--confirm', table.tableName];
    const deleted = await startOnTerminal(argv, { env, cwd }).ended;
    expect(deleted.exitCode, deleted.screen).toBe(0);
    expect(deleted.screen).toMatch(bar('deleting'));
    expect(deleted.screen).toContain('\r\u001b[Kdeleted 1,000 of 1,000 keys');
  });

  test('Ctrl-C at the keyboard', async () => {
    server.script = ({ operation }) => (operation === 'BatchWriteItem' ? { delayMs: 200 } : undefined);
    const run = startOnTerminal(['put', 'many.jsonl'], { env, cwd });
    await run.shows(/putting: /);
    run.type('\u0003');
    const { exitCode, screen } = await run.ended;
    expect(exitCode, screen).toBe(130);
    expect(screen).toMatch(/Error: interrupted: put \d+ of 1,000 items into table/);
  });
});
