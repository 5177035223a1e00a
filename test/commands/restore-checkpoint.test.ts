import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { emptyTable } from '../helpers/empty-table.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();

/** A restore of 60 items that stopped after 25, and its checkpoint. */
async function stoppedRestore() {
  const tableName = await emptyTable(table.client);
  const cwd = await temporaryFolder();
  const env = { ...table.env, AUTODYNE_TABLE_NAME: tableName, XDG_STATE_HOME: cwd };
  const lines = Array.from({ length: 60 }, (_, n) => `{"id":{"S":"${n}"}}`);
  await writeFile(join(cwd, 'items.jsonl'), lines.join('\n'));
  const args = ['restore', 'items.jsonl', '--concurrency', '1', '--no-shuffle'];
  const stopped = await runCommand([...args, '--max-units', '125'], { env, cwd });
  expect(stopped.exitCode, stopped.stderr).toBe(3);
  const folder = join(cwd, 'autodyne/restore');
  const [name = ''] = await readdir(folder);
  const path = join(folder, name);
  const resume = () => runCommand([...args, '--resume'], { env, cwd });
  const count = async () => (await table.client.send(new ScanCommand({ TableName: tableName }))).Count;
  return { path, content: JSON.parse(await readFile(path, 'utf8')) as object, resume, count };
}

describe('a checkpoint that someone changed is refused, and nothing is written', () => {
  test.each<[string, (content: object) => unknown, string]>([
    ['no JSON', () => undefined, 'not JSON'],
    ['no object', () => [], 'not a JSON object'],
    ['no "done"', (content) => ({ ...content, done: undefined }), '"done" is missing'],
    ['another "done"', (content) => ({ ...content, done: 'all' }), '"done" is not a list of items'],
    ['a place of text', (content) => ({ ...content, done: ['25'] }), '"done.0" is not a list of items'],
    [
      'a count that is none',
      (content) => ({ ...content, done: [{ doneCount: '25', ahead: [] }] }),
      '"done.0.doneCount" is not a whole number of 0 or more',
    ],
    [
      'a place before the first',
      (content) => ({ ...content, done: [{ doneCount: 24, ahead: [3] }] }),
      '"done.0" is not in order',
    ],
    [
      'a place that is far away',
      (content) => ({ ...content, done: [{ doneCount: 24, ahead: [1e15] }] }),
      '"done.0" is not in order',
    ],
    [
      'other items than were read',
      (content) => ({ ...content, done: [{ doneCount: 60, ahead: [] }] }),
      '"done" has 60 items, and "read" is 25',
    ],
    [
      'sums that are none',
      (content) => ({ ...content, written: 24 }),
      '"read" is not the sum of "written", "skipped" and "rejected"',
    ],
    [
      'another mode',
      (content) => ({ ...content, mode: 'replace' }),
      '"mode" is not one of: empty-only, skip-existing, differing, overwrite',
    ],
    ['no flag', (content) => ({ ...content, wasEmpty: 1 }), '"wasEmpty" is not true or false'],
  ])('%s', async (_, change, problem) => {
    const { path, content, resume, count } = await stoppedRestore();
    await writeFile(path, JSON.stringify(change(content)) ?? 'no JSON');
    const run = await resume();
    expect(run.exitCode, run.stderr).toBe(2);
    expect(run.stderr).toContain(
      `Error: the checkpoint of the restore cannot be used: ${path}: ${problem}\n` +
        '  → remove that file and restore again, with --mode skip-existing or overwrite\n',
    );
    expect(await count()).toBe(25);
  });
});
