import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSchemaFile } from '../../src/lib/schema/schema-file.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();

const LEVELS = 100_000;
const nested = (open: string, inner: string, close: string): string =>
  open.repeat(LEVELS) + inner + close.repeat(LEVELS);
const DEEP = {
  typed: nested('{"M":{"a":', '{"S":"x"}', '}}'),
  list: nested('{"L":[', '{"S":"x"}', ']}'),
  plain: nested('{"a":', '1', '}'),
};

/** Each reader of items or keys, of a file. */
const READERS: [string, (path: string) => string[]][] = [
  ['put', (path) => ['put', path]],
  ['get', (path) => ['get', path]],
  ['delete', (path) => ['delete', path, '--confirm', table.tableName]],
  ['restore', (path) => ['restore', path, '--mode', 'overwrite', '--confirm', table.tableName]],
  ['restore --dry-run', (path) => ['restore', path, '--dry-run']],
  ['stats', (path) => ['stats', '--from', path]],
  ['scan --from', (path) => ['scan', '--from', path]],
  ['dump diff', (path) => ['dump', 'diff', path]],
  ['index create', (path) => ['index', 'create', path]],
];

async function output(args: string[]): Promise<{ exitCode: number; text: string }> {
  const env = { ...table.env, XDG_STATE_HOME: await temporaryFolder() };
  const { exitCode, stdout, stderr } = await runCommand(args, { env, cwd: env.XDG_STATE_HOME });
  return { exitCode, text: stdout + stderr };
}

describe.each(READERS)('100,000 levels are refused with a message by %s', (_, args) => {
  test.each(Object.entries(DEEP))('%s', async (kind, deep) => {
    const path = join(await temporaryFolder(), 'items.json');
    await writeFile(path, kind === 'plain' ? `{"id":"x","a":${deep}}\n` : `{"id":{"S":"x"},"a":${deep}}\n`);
    const { exitCode, text } = await output(args(path));
    // An UpdateTable body has at most 1 MB, which is reported first.
    expect(text).toMatch(
      /items\.json(:1:\d+: nested more than 500 levels deep|: larger than 1 MB, the limit)/,
    );
    expect(exitCode).toBe(2);
  });
});

test.each([
  ['--values', (deep: string) => ['scan', '--filter', 'a = :a', '--values', `{":a":${deep}}`]],
  ['--start', (deep: string) => ['scan', '--start', `{"id":${deep}}`]],
])('100,000 levels are refused in words by %s', async (name, args) => {
  const { exitCode, text } = await output(args(DEEP.list));
  expect(text).toContain(`${name}:1:`);
  expect(text).toContain('nested more than 500 levels deep');
  expect(exitCode).toBe(2);
});

describe('100,000 levels in a schema', () => {
  test.each([
    ['json', `{"Table":${DEEP.plain}}`, 'KeySchema'],
    ['yaml', `Table: ${nested('[', '', ']')}`, 'neither JSON nor YAML of a template: nested too deeply'],
  ])('%s', async (ending, text, message) => {
    const path = join(await temporaryFolder(), `schema.${ending}`);
    await writeFile(path, text);
    await expect(readSchemaFile(path)).rejects.toMatchObject({
      code: 'InvalidInput',
      message: expect.stringContaining(message),
    });
  });
});

describe('a value that is not base64 is refused with a message', () => {
  const refused: [string, string, (path: string) => string[], string][] = [
    ['put', '{"id":{"S":"x"},"b":{"B":"!!"}}', (path) => ['put', path], 'attribute b: not base64: "!!"'],
    [
      'put of a set',
      '{"id":{"S":"x"},"b":{"BS":["AQ==","!!"]}}',
      (path) => ['put', path],
      'attribute b: not base64: "!!"',
    ],
    [
      'put of plain JSON',
      '{"id":"x","b":{"$binary":"!!"}}',
      (path) => ['put', path],
      'attribute b: not base64: "!!"',
    ],
    ['get', '{"id":{"B":"!!"}}', (path) => ['get', path], 'attribute id: not base64: "!!"'],
    [
      'delete',
      '{"id":{"B":"!!"}}',
      (path) => ['delete', path, '--confirm', table.tableName],
      'attribute id: not base64: "!!"',
    ],
    [
      'stats',
      '{"id":{"S":"x"},"b":{"B":"!!"}}',
      (path) => ['stats', '--from', path],
      'attribute b: not base64: "!!"',
    ],
    [
      'scan --from',
      '{"id":{"S":"x"},"b":{"B":"!!"}}',
      (path) => ['scan', '--from', path],
      'attribute b: not base64: "!!"',
    ],
  ];
  test.each(refused)('by %s', async (_, json, args, message) => {
    const path = join(await temporaryFolder(), 'items.json');
    await writeFile(path, `${json}\n`);
    const { exitCode, text } = await output(args(path));
    expect(text).toMatch(/items\.json:1[:\d]*: /);
    expect(text).toContain(message);
    expect(exitCode).toBe(2);
  });
});
