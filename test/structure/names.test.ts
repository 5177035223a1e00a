import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { exportsOf, readExports, repeatedNames } from './exports.ts';

const src = fileURLToPath(new URL('../../src', import.meta.url));
const exports = readExports(src);

/** The public entry points: they export what other files define. */
const ENTRY_POINTS = ['index.ts', 'model.ts', 'proxy.ts', 'testing.ts', 'lambda.ts'];

test('an exported name is defined once', () => {
  const defined = [...exports].filter(([path]) => !ENTRY_POINTS.includes(path));
  expect(repeatedNames(new Map(defined))).toEqual([]);
});

test('no file but an entry point exports what another one defines', () => {
  const handedOn = [...exports.keys()].filter(
    (path) =>
      !ENTRY_POINTS.includes(path) &&
      /^export (?:type )?(?:\*|\{[^}]*\}) ?(?:as \w+ )?from '\./m.test(readFileSync(join(src, path), 'utf8')),
  );
  expect(handedOn).toEqual([]);
});

test('the exports that are read here are those that a bundler finds, and types', async () => {
  const { metafile } = await build({
    entryPoints: [...exports.keys()].map((path) => join(src, path)),
    absWorkingDir: src,
    outdir: 'unwritten',
    outbase: src,
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
  });
  const outputs = Object.entries(metafile.outputs);
  const missed = outputs.flatMap(([path, { exports: found }]) => {
    const source = path.replace('unwritten/', '').replace(/\.js$/, '.ts');
    const read = exports.get(source) ?? exports.get(`${source}x`) ?? [];
    return found
      .filter((name) => name !== 'default' && !read.includes(name))
      .map((name) => `${path}: ${name}`);
  });
  expect(missed).toEqual([]);
  expect(outputs.length).toBe(exports.size);
});

test.each([
  ['export function a(): void {}', ['a']],
  ['export async function* a() {}', ['a']],
  ['export abstract class A {}', ['A']],
  ['export const A = 1;', ['A']],
  ['export type A = B;', ['A']],
  ['export interface A<T> {}', ['A']],
  ["export { a, type B as C } from './d.ts';", ['a', 'C']],
  ['export type {\n  A,\n  B,\n};', ['A', 'B']],
  ['export default class A {}', []],
  ['const a = 1;\nfunction b() {}', []],
])('%j', (text, expected) => {
  expect(exportsOf(text)).toEqual(expected);
});

describe('reports', () => {
  test('nothing where each name is exported once', () => {
    expect(
      repeatedNames(
        new Map([
          ['a.ts', ['A']],
          ['b.ts', ['B']],
        ]),
      ),
    ).toEqual([]);
  });

  test('an overload is one name', () => {
    expect(repeatedNames(new Map([['a.ts', ['a', 'a']]]))).toEqual([]);
  });

  test('a name of two files, each file by its path', () => {
    expect(
      repeatedNames(
        new Map([
          ['b.ts', ['A', 'B']],
          ['a.ts', ['A']],
        ]),
      ),
    ).toEqual(['A: a.ts, b.ts']);
  });
});
