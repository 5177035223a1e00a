import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { changeLines, sealDump } from '../helpers/damaged-dump.ts';
import { emptyTable } from '../helpers/empty-table.ts';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();

async function target(): Promise<{ tableName: string; env: Record<string, string>; cwd: string }> {
  const tableName = await emptyTable(table.client);
  const cwd = await temporaryFolder();
  return { tableName, cwd, env: { ...table.env, AUTODYNE_TABLE_NAME: tableName, XDG_STATE_HOME: cwd } };
}

const LINES = '{"id":"a","n":1}\n{"id":"b"}\n{"id":"a","n":2}\n{"id":"a","n":3}\n';

/** A dump of 30 items of which the first 4 lines stand twice, with its manifests made to say so. */
async function dumpWithRepeats(cwd: string, env: Record<string, string>, tableName: string): Promise<void> {
  await fillTable(table.client, tableName, numberedItems(30));
  const dumped = await runCommand(['dump', '--out', 'd', '--segments', '1', '--compress', 'none'], {
    env,
    cwd,
  });
  expect(dumped.exitCode, dumped.stderr).toBe(0);
  await changeLines(join(cwd, 'd/data/segment-00000-00001.json'), (lines) => [
    ...lines,
    ...lines.slice(0, 4),
  ]);
  await sealDump(join(cwd, 'd'), { record: (record) => ({ ...record, itemCount: 34 }) });
}

describe('items whose key an earlier one has are counted and said', () => {
  test('of a file, before anything is written', async () => {
    const { env, cwd } = await target();
    await writeFile(join(cwd, 'items.jsonl'), LINES);
    const run = await runCommand(['restore', 'items.jsonl'], { env, cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr.split('\n')[0]).toBe(
      'items.jsonl: 2 items have the same key as an earlier one: it is not certain which of them is kept',
    );
    const args = ['restore', 'items.jsonl', '--mode', 'skip-existing', '--json'];
    expect((await runCommand(args, { env, cwd })).json()).toMatchObject({ read: 4, repeatedKeys: 2 });
  });

  test('of standard input, as it comes', async () => {
    const { env, cwd } = await target();
    const run = await runCommand(['restore', '-'], { env, cwd, stdin: LINES });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toContain(
      'standard input: 2 items have the same key as an earlier one: it is not certain which of them is kept\n',
    );
  });

  test('in an export, whose checksums spare it to be read twice, after a resumption too', async () => {
    const { env, cwd, tableName } = await target();
    await dumpWithRepeats(cwd, env, tableName);
    // What makes a dump an export of AWS's.
    await rm(join(cwd, 'd/dump.json'));
    const into = await target();
    const args = ['restore', join(cwd, 'd'), '--concurrency', '1', '--no-shuffle'];
    const stopped = await runCommand([...args, '--max-units', '125'], { env: into.env, cwd: into.cwd });
    expect(stopped.exitCode, stopped.stderr).toBe(3);
    const run = await runCommand([...args, '--resume', '--json'], { env: into.env, cwd: into.cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()).toMatchObject({ format: 'AWS export', read: 34, repeatedKeys: 4 });
    expect(run.stderr).toContain(
      `${join(cwd, 'd')}: 4 items have the same key as an earlier one: it is not certain which of them is kept\n`,
    );
  });

  test('--dry-run, of a dump that someone changed too', async () => {
    const { env, cwd, tableName } = await target();
    await dumpWithRepeats(cwd, env, tableName);
    const into = await target();
    const run = await runCommand(['restore', join(cwd, 'd'), '--dry-run', '--json'], {
      env: into.env,
      cwd: into.cwd,
    });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()).toMatchObject({ itemCount: 34, refusedCount: 0, repeatedKeys: 4 });
    expect(run.stderr).toContain(
      ': 4 items have the same key as an earlier one: it is not certain which of them is kept\n',
    );
  });

  test('a source without any says nothing', async () => {
    const { env, cwd } = await target();
    await writeFile(join(cwd, 'items.jsonl'), '{"id":"a"}\n{"id":"b"}\n');
    const run = await runCommand(['restore', 'items.jsonl', '--json'], { env, cwd });
    expect(run.json()).toMatchObject({ repeatedKeys: 0 });
    expect(run.stderr).not.toContain('a key that an earlier one has');
  });
});
