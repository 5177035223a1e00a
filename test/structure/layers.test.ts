import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { importsOf, problemsOf, readImports, roomOf } from './imports.ts';
import { MOST_FILES, ROOMS } from './rooms.ts';

const src = fileURLToPath(new URL('../../src', import.meta.url));
const imports = readImports(src);

test('each room imports only rooms before it, and none is too large', () => {
  expect(problemsOf(imports, ROOMS)).toEqual([]);
});

test('the imports that are read here are those that a bundler finds, and types', async () => {
  const { metafile } = await build({
    // One entry that imports them all: of hundreds of entries, each would be bundled with all that it imports.
    stdin: { contents: [...imports.keys()].map((path) => `import './${path}';`).join('\n'), resolveDir: src },
    absWorkingDir: src,
    outdir: 'unwritten',
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
  });
  const files = Object.entries(metafile.inputs).filter(([path]) => path !== '<stdin>');
  const missed = files.flatMap(([path, input]) =>
    input.imports
      // The second is what JSX stands for.
      .filter(
        (found) =>
          !found.path.startsWith('node:') &&
          found.path !== 'preact/jsx-runtime' &&
          !imports.get(path)?.includes(found.path),
      )
      .map((found) => `${path} imports ${found.path}`),
  );
  expect(missed).toEqual([]);
  expect(files.length).toBe(imports.size);
});

test.each([
  ["import type { A } from '../b/c.ts';", ['x/b/c.ts']],
  ["import {\n  type A,\n  b,\n} from './c.ts';", ['x/a/c.ts']],
  ["export { b } from './c.ts';", ['x/a/c.ts']],
  ["import './c.ts';", ['x/a/c.ts']],
  ["import chalk from 'chalk';", ['chalk']],
  ["type A = import('./c.ts').A;", ['x/a/c.ts']],
  ["const a = await import('yaml');", ['yaml']],
  ["export const a = 'b';\nimport c from 'd';", ['d']],
])('%j', (text, expected) => {
  expect(importsOf('x/a/file.ts', text)).toEqual(expected);
});

describe('reports', () => {
  const good: [string, string[]][] = [
    ['lib/a/one.ts', []],
    ['lib/b/two.ts', ['lib/a/one.ts', 'lib/b/two.ts']],
    ['cli/c/three.ts', ['lib/b/two.ts', 'chalk']],
    ['commands/four.ts', ['cli/c/three.ts', '@oclif/core']],
  ];
  const rooms = ['lib/a', 'lib/b', 'cli/c', 'commands'];

  test('nothing where all is well', () => {
    expect(problemsOf(new Map(good), rooms)).toEqual([]);
  });

  test.each<[string, [string, string[]][], string[]]>([
    [
      'a circle',
      [['lib/a/one.ts', ['lib/b/two.ts']]],
      ['lib/a/one.ts imports lib/b/two.ts, of a later room'],
    ],
    [
      'the command line in lib',
      [['lib/b/two.ts', ['cli/c/three.ts']]],
      ['lib/b/two.ts imports cli/c/three.ts, of a later room'],
    ],
    [
      'colours in lib',
      [['lib/b/two.ts', ['chalk']]],
      ['lib/b/two.ts imports chalk: only cli and commands may'],
    ],
    [
      'a command in the command line',
      [['cli/c/three.ts', ['commands/four.ts']]],
      ['cli/c/three.ts imports commands/four.ts, of a later room'],
    ],
    [
      'a command in a command',
      [['commands/five.ts', ['commands/four.ts']]],
      ['commands/five.ts imports commands/four.ts, another command'],
    ],
    ['a room without a place', [['lib/d/five.ts', []]], ['lib/d has no place in the order']],
    [
      'too many files',
      Array.from({ length: MOST_FILES }, (_, at) => [`lib/a/${at}.ts`, []]),
      [`lib/a has ${MOST_FILES + 1} files`],
    ],
  ])('%s', (_name, broken, expected) => {
    expect(problemsOf(new Map([...good, ...broken]), rooms)).toEqual(expected);
  });
});

describe('a room of more than five files begins with a README', () => {
  const large = ROOMS.filter(
    (room) => [...imports.keys()].filter((path) => roomOf(path) === room).length > 5,
  );

  test.each(large)('%s', (room) => {
    const path = join(src, room, 'README.md');
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const lines = text.trimEnd().split('\n');
    expect(text).toMatch(/^# \S/);
    expect(lines.length).toBeLessThanOrEqual(10);
    expect(lines.filter((line) => line.length >= 120)).toEqual([]);
    const named = [...text.matchAll(/`([\w-]+\.tsx?)`/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !existsSync(join(src, room, name)))).toEqual([]);
  });
});
