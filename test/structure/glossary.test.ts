import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { identifiersOf, partsOf } from './identifiers.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The terms of the last column that are whole words or identifiers: those in backticks, up to a remark. */
const never = new Set(
  readFileSync(join(root, 'docs/glossary.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.includes('`column`'))
    .flatMap((line) => [...(line.split('|')[3] ?? '').matchAll(/`(\w+)`/g)].map(([, term = '']) => term)),
);

const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
  /\.tsx?$/.test(file),
);

test('no identifier and no file is named by a term that the glossary rules out', () => {
  expect(never.size).toBeGreaterThan(10);
  const found = files.flatMap((file) => {
    const source = readFileSync(join(root, 'src', file), 'utf8');
    const names = [...new Set([basename(file).replace(/\.tsx?$/, ''), ...identifiersOf(source)])];
    return names.filter((name) => isRuledOut(name)).map((name) => `${file}: ${name}`);
  });
  expect(found).toEqual([]);
});

function isRuledOut(name: string): boolean {
  // AWS calls them so.
  const parts = partsOf(name.replace(/reserved[_-]?words?/i, 'reserved'));
  return never.has(name) || parts.some((part) => never.has(part));
}

test.each([
  ["const a = 'answer'; // answer", ['const', 'a']],
  ['/* answer */ f(`is $' + '{answer} it`)', ['f', 'answer']],
  ['x.y(/answer/.test(z))', ['x', 'y', 'test', 'z']],
  ['#words = a / b / c', ['words', 'a', 'b', 'c']],
])('%s', (source, expected) => {
  expect(identifiersOf(source)).toEqual(expected);
});

test.each([
  ['readProxyAnswer', ['read', 'proxy', 'answer']],
  ['NOT_A_PLACE', ['not', 'a', 'place']],
  ['proxy-answer', ['proxy', 'answer']],
  ['replaced', ['replaced']],
])('%s', (name, expected) => {
  expect(partsOf(name)).toEqual(expected);
});
