import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../helpers/run-command.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

test('stats aligns names of wide characters as a terminal shows them', async () => {
  const cwd = await temporaryFolder();
  const items = ['{"id":{"S":"1"},"日本語":{"S":"a"}}', '{"id":{"S":"2"}}'];
  await writeFile(join(cwd, 'items.jsonl'), `${items.join('\n')}\n`);
  const run = await runCommand(['stats', '--from', 'items.jsonl'], { cwd });
  expect(run.stdout.split('\n').slice(8, 12)).toEqual([
    'attribute  share  types',
    '─────────  ─────  ─────',
    'id         100 %  S',
    '日本語      50 %  S',
  ]);
});
