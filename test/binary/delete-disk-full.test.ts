import { afterAll, beforeAll, expect, test } from 'vitest';
import { fillTable } from '../helpers/fill-table.ts';
import { runCommand } from '../helpers/run-command.ts';
import { Shell } from '../helpers/shell.ts';
import { useTable } from '../helpers/table.ts';

const table = useTable();
const count = 700;
let shell: Shell;
beforeAll(async () => {
  shell = new Shell(table.env);
  // More than is held in memory: the keys alone are 1.4 MB.
  const items = Array.from({ length: count }, (_, n) => ({ id: { S: `${n}-`.padEnd(2000, 'x') } }));
  await fillTable(table.client, table.tableName, items);
});
afterAll(() => shell.close());

test.each([
  ['ulimit -f 100', 'the file is larger than the limit', '  → raise the limit: ulimit -f'],
  ['export TMPDIR=/no/such/folder', 'no such folder', ''],
])('delete without room for its keys (%s) deletes nothing', async (before, problem, suggestion) => {
  const { lines, exitCode } = await shell.run(
    `${before}; autodyne delete --all --confirm ${table.tableName}`,
  );
  const text = lines.join('\n');
  expect(exitCode, text).toBe(2);
  expect(text).toMatch(/^Error: cannot write temporary files in \//m);
  expect(text).toContain(problem);
  expect(text).toContain(suggestion);
  expect((await runCommand(['scan', '--count'], { env: table.env })).stdout).toBe(`${count}\n`);
});

test('with room for them all are deleted, and no temporary file is left', async () => {
  const { lines } = await shell.run(
    `mkdir tmp; TMPDIR=$PWD/tmp autodyne delete --all --confirm ${table.tableName}; ls -A tmp | wc -l`,
  );
  expect(lines.join('\n')).toContain(`deleted ${count} of ${count} keys`);
  expect(lines.at(-1)?.trim()).toBe('0');
});
