import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { app, MODEL_FILES } from '../helpers/app-folder.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();
const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

let bin = '';

/** A copy of the command line elsewhere, as `npm install --global` makes one; its dependencies stay where they are. */
beforeAll(async () => {
  const modules = join(await temporaryFolder(afterAll), 'node_modules');
  const copy = join(modules, 'autodyne');
  mkdirSync(copy, { recursive: true });
  for (const name of ['bin', 'dist', 'package.json']) {
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== 'autodyne' && !name.startsWith('.'))
      symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  bin = join(copy, 'bin/run.js');
});

async function list(cwd: string): Promise<string[]> {
  const { stdout, stderr } = await run(process.execPath, [bin, 'models', 'list'], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', ...table.env },
  });
  expect(stderr).not.toMatch(/^\s+at /m);
  return stdout.split('\n').filter((line) => / \(table /.test(line));
}

const BOTH = ['Post', 'User'].map((name) => `${name} (table ${table.tableName}, key id:S)`);

test.each(['module', 'commonjs'] as const)(
  'a command line of another copy lists the models of a %s app in TypeScript',
  async (type) => {
    expect(await list(await app(MODEL_FILES, type))).toEqual(BOTH);
  },
);

test.each([
  ['src/models/post.js', 'commonjs'],
  ['src/models/post.cjs', 'module'],
] as const)('and those of CommonJS, in %s of a %s app', async (file, type) => {
  const source = `
    const { defineModel, f } = require('autodyne/model');
    class Post extends defineModel({ name: 'Post', fields: { title: f.string() } }) {}
    exports.Post = Post;`;
  expect(await list(await app({ [file]: source }, type))).toEqual(BOTH.slice(0, 1));
});

test('an app without autodyne: exit 2, which says so without a stack trace', async () => {
  const folder = await temporaryFolder();
  cpSync(await app(MODEL_FILES), folder, {
    recursive: true,
    filter: (path) => !path.includes('node_modules'),
  });
  await expect(list(folder)).rejects.toMatchObject({
    code: 2,
    stdout: '',
    stderr: `printed by a model file\nError: cannot load ${join('src', 'models', 'post.ts')}: Cannot find module 'autodyne/model'\n  → the app needs it, too: npm install autodyne\n`,
  });
});
