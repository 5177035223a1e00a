import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { spawnCli } from '../helpers/spawn-cli.ts';
import { useTable } from '../helpers/table.ts';

const table = useTable();
const folder = mkdtempSync(join(tmpdir(), 'autodyne-editor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const root = fileURLToPath(new URL('.', import.meta.url));
const key = { id: { S: 'a' } };
const original = {
  ...key,
  n: { N: '12345678901234567890123456789012345678' },
  tags: { SS: ['x'] },
  gone: { NULL: true },
};
beforeEach(async () => {
  await table.client.send(new PutItemCommand({ TableName: table.tableName, Item: original as never }));
});
const stored = async () =>
  (
    await table.client.send(
      new GetItemCommand({ TableName: table.tableName, Key: key, ConsistentRead: true }),
    )
  ).Item;

/** An editor that runs some JavaScript on the text, with what a person sees kept beside it. */
function edit(javascript: string, before = ''): Promise<Awaited<ReturnType<typeof spawnCli>>> {
  const script = join(folder, 'editor.mjs');
  writeFileSync(
    script,
    `import { readFileSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
const path = process.argv[2];
let text = readFileSync(path, 'utf8');
writeFileSync(${JSON.stringify(join(folder, 'seen.json'))}, text);
${before}
${javascript}
writeFileSync(path, text);
`,
  );
  const editor = join(folder, 'editor');
  writeFileSync(editor, `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`);
  chmodSync(editor, 0o755);
  return spawnCli(['edit', 'a'], { env: { ...table.env, EDITOR: editor } });
}

describe('edit', () => {
  test('opens lossless plain JSON and saves what was changed', async () => {
    const run = await edit(
      `text = text.replace('"x"', '"x", "y"').replace('"gone": null,', '"new": {"__proto__": 1.0},');`,
    );
    expect(run).toMatchObject({ exitCode: 0, stdout: '' });
    expect(run.stderr).toMatch(/^saved .* of \{"id":"a"\}\n$/);
    expect(readFileSync(join(folder, 'seen.json'), 'utf8')).toContain(
      '12345678901234567890123456789012345678',
    );
    const item = await stored();
    expect([...(item?.['tags']?.SS ?? [])].sort()).toEqual(['x', 'y']);
    expect(item).toMatchObject({ n: original.n });
    expect(item).not.toHaveProperty('gone');
    expect(Object.keys(item?.['new']?.M ?? {})).toEqual(['__proto__']);
  });

  test('nothing changed, nothing written', async () => {
    const run = await edit('');
    expect(run).toMatchObject({ exitCode: 0, stderr: 'nothing was changed in {"id":"a"}\n' });
  });

  test('what someone else changed meanwhile is exit 5, and says what it is now', async () => {
    const bin = join(root, '../../bin/run.js');
    const other = `execFileSync(process.execPath, [${JSON.stringify(bin)}, 'update', 'a', '--set', 'n:=7'], { env: process.env });`;
    const run = await edit(`text = text.replace('12345678901234567890123456789012345678', '8');`, other);
    expect(run.exitCode).toBe(5);
    expect(run.stderr).toContain('was changed by someone else meanwhile; nothing was saved');
    expect(run.stderr).toContain('n: 12345678901234567890123456789012345678 is now 7');
    expect(await stored()).toMatchObject({ n: { N: '7' } });
  });

  test('another attribute that someone else changed is kept', async () => {
    const bin = join(root, '../../bin/run.js');
    const other = `execFileSync(process.execPath, [${JSON.stringify(bin)}, 'update', 'a', '--set', 'n:=7'], { env: process.env });`;
    const run = await edit(`text = text.replace('"gone": null', '"gone": true');`, other);
    expect(run.exitCode).toBe(0);
    expect(await stored()).toMatchObject({ n: { N: '7' }, gone: { BOOL: true } });
  });

  test('text that is no JSON is exit 2, names the place, and is kept', async () => {
    const run = await edit(`text = '{"id": "a", }';`);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('item.json:1:13');
    const path = /your edited text is kept in (\S+)/.exec(run.stderr)?.[1] ?? '';
    expect(readFileSync(path, 'utf8')).toBe('{"id": "a", }');
    rmSync(join(path, '..'), { recursive: true });
  });

  test('the key cannot be changed', async () => {
    const run = await edit(`text = text.replace('"id": "a"', '"id": "b"');`);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('the key attribute "id" cannot be changed');
    rmSync(join(/kept in (\S+)/.exec(run.stderr)?.[1] ?? folder, '..'), { recursive: true, force: true });
  });

  test('an editor that fails changes nothing', async () => {
    const run = await spawnCli(['edit', 'a'], { env: { ...table.env, EDITOR: 'false' } });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('the editor "false" ended with exit code 1; nothing was changed');
  });
});
