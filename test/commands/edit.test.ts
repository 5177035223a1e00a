import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { keptCli } from '../helpers/kept-cli.ts';
import { type SpawnResult, spawnCli } from '../helpers/spawn-cli.ts';
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
function edit(javascript: string, before = ''): Promise<SpawnResult> {
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
  // What an editor prints itself would be the kept process's.
  const run = before === '' ? keptCli : spawnCli;
  return run(['edit', 'a'], { env: { ...table.env, EDITOR: editor } });
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
    expect(run).toMatchObject({ exitCode: 0, stderr: 'no changes to {"id":"a"}\n' });
  });

  test('what someone else changed meanwhile is exit 5, and says what it is now', async () => {
    const bin = join(root, '../../bin/run.js');
    const other = `execFileSync(process.execPath, [${JSON.stringify(bin)}, 'update', 'a', '--set', 'n:=7'], { env: process.env });`;
    const run = await edit(`text = text.replace('12345678901234567890123456789012345678', '8');`, other);
    expect(run.exitCode).toBe(5);
    expect(run.stderr).toContain('was changed by someone else in the meantime; nothing was saved');
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
    const path = /your edits are kept in (\S+)/.exec(run.stderr)?.[1] ?? '';
    expect(readFileSync(path, 'utf8')).toBe('{"id": "a", }');
    rmSync(join(path, '..'), { recursive: true });
  });

  test('the key cannot be changed', async () => {
    const run = await edit(`text = text.replace('"id": "a"', '"id": "b"');`);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('the key attribute "id" cannot be changed');
    rmSync(join(/kept in (\S+)/.exec(run.stderr)?.[1] ?? folder, '..'), { recursive: true, force: true });
  });

  test('maps, and lists that hold maps, are not changed by being read', async () => {
    const nested = { ...original, m: { M: { a: { N: '10' } } }, l: { L: [{ M: { b: { S: 'x' } } }] } };
    await table.client.send(new PutItemCommand({ TableName: table.tableName, Item: nested as never }));
    const same = await edit(`text = text.replace('"a": 10', '"a": 10.0');`);
    expect(same).toMatchObject({ exitCode: 0, stderr: 'no changes to {"id":"a"}\n' });
    const run = await edit(`text = text.replace('"gone": null', '"gone": true');`);
    expect(run).toMatchObject({ exitCode: 0, stderr: 'saved gone of {"id":"a"}\n' });
  });

  test('what someone else changed inside a map that was left alone is no conflict', async () => {
    const bin = join(root, '../../bin/run.js');
    const nested = { ...original, m: { M: { a: { N: '10' } } } };
    await table.client.send(new PutItemCommand({ TableName: table.tableName, Item: nested as never }));
    const other = `execFileSync(process.execPath, [${JSON.stringify(bin)}, 'update', 'a', '--set', 'm.a:=7'], { env: process.env });`;
    const run = await edit(`text = text.replace('"gone": null', '"gone": true');`, other);
    expect(run).toMatchObject({
      exitCode: 0,
      stderr: 'updated {"id":"a"}\n  m.a: 10 → 7\nsaved gone of {"id":"a"}\n',
    });
    expect(await stored()).toMatchObject({ m: { M: { a: { N: '7' } } }, gone: { BOOL: true } });
  });

  test('an editor that fails changes nothing', async () => {
    const run = await spawnCli(['edit', 'a'], { env: { ...table.env, EDITOR: 'false' } });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('the editor "false" ended with exit code 1; nothing was changed');
    expect(run.stderr).not.toContain('are kept in');
  });

  /** An editor that runs a line of shell, in which "$1" is the file; `{folder}` in a message stands for its folder. */
  async function editByShell(
    line: string,
  ): Promise<{ exitCode: number | null; lines: string[]; kept: string }> {
    const editor = join(folder, 'editor.sh');
    writeFileSync(editor, `#!/bin/sh\n${line}\n`);
    chmodSync(editor, 0o755);
    const run = await keptCli(['edit', 'a'], { env: { ...table.env, EDITOR: editor } });
    const kept = /are kept in (\S+)\/item\.json/.exec(run.stderr)?.[1] ?? '';
    const lines = run.stderr
      .replaceAll(editor, 'ed')
      .replaceAll(kept === '' ? '\0' : kept, '{folder}')
      .split('\n');
    return { exitCode: run.exitCode, lines: lines.filter((text) => text !== ''), kept };
  }
  const ways = [
    '  → to keep the item unchanged, do not change the text',
    `  → to delete the item: autodyne delete '{"id":"a"}'`,
  ];

  test.each([
    ['removes the file', 'rm "$1"', 'no longer exists'],
    ['makes a folder of it', 'rm "$1"; mkdir "$1"', 'cannot be read: it is a folder'],
    [
      'makes a named pipe of it',
      'rm "$1"; mkfifo "$1"',
      'cannot be read: it is a named pipe, not a regular file',
    ],
    ['empties it', ': > "$1"', 'is empty'],
    ['leaves blanks only', 'echo > "$1"', 'is empty'],
  ])('an editor that %s changes nothing', async (_, line, how) => {
    const { exitCode, lines, kept } = await editByShell(line);
    expect(exitCode).toBe(2);
    expect(lines.slice(0, 3)).toEqual([
      `Error: the file opened in the editor "ed" ${how}; nothing was changed`,
      ...ways,
    ]);
    expect(await stored()).toEqual(original);
    if (kept !== '') rmSync(kept, { recursive: true });
  });

  test('an editor that fails after it saved: the text is kept', async () => {
    const { exitCode, lines, kept } = await editByShell(`echo '{"id":"a","n":1}' > "$1"; exit 3`);
    expect(exitCode).toBe(2);
    expect(lines[0]).toBe('Error: the editor "ed" ended with exit code 3; nothing was changed');
    expect(lines.at(-1)).toBe('  → your edits are kept in {folder}/item.json');
    expect(readFileSync(join(kept, 'item.json'), 'utf8')).toBe('{"id":"a","n":1}\n');
    rmSync(kept, { recursive: true });
  });

  test('text that is not UTF-8 is refused, and kept', async () => {
    const { exitCode, lines, kept } = await editByShell(`printf '{"id":"a","n":"\\351"}' > "$1"`);
    expect(exitCode).toBe(2);
    expect(lines).toEqual([
      'Error: item.json:1: not UTF-8 text',
      '  → your edits are kept in {folder}/item.json',
    ]);
    rmSync(kept, { recursive: true });
  });

  test('a byte order mark, as some editors write it, is no part of the text', async () => {
    const { exitCode, lines } = await editByShell(`printf '\\357\\273\\277{"id":"a","n":1}\\r\\n' > "$1"`);
    expect({ exitCode, lines }).toEqual({ exitCode: 0, lines: [expect.stringMatching(/^saved .* of/)] });
    expect(await stored()).toEqual({ id: { S: 'a' }, n: { N: '1' } });
  });

  test('where no folder can be made, that is said', async () => {
    const run = await spawnCli(['edit', 'a'], {
      env: { ...table.env, EDITOR: 'true', TMPDIR: '/no-such-folder' },
    });
    expect(run).toMatchObject({
      exitCode: 2,
      stderr:
        'Error: cannot create a temporary folder in /no-such-folder: ENOENT\n' +
        '  → set TMPDIR to another folder\n',
    });
  });
});
