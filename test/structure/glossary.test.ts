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
  file.endsWith('.ts'),
);

test('no identifier and no file is named by a term that the glossary rules out', () => {
  expect(never.size).toBeGreaterThan(10);
  const found = files.flatMap((file) => {
    const source = readFileSync(join(root, 'src', file), 'utf8');
    const names = [...new Set([basename(file, '.ts'), ...identifiersOf(source)])];
    return names.filter((name) => isRuledOut(name)).map((name) => `${file}: ${name}`);
  });
  expect(found).toEqual([]);
});

function isRuledOut(name: string): boolean {
  // AWS calls them so.
  const parts = partsOf(name.replace(/reserved[_-]?words?/i, 'reserved'));
  return never.has(name) || parts.some((part) => never.has(part));
}

/** Files whose comments and test titles follow the rules for plain English, besides this one, which has examples. */
const plainFiles = ['src/app', 'src/cli', 'src/commands', 'test', 'bench', 'scripts', 'bin']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  )
  .filter((file) => /\.(ts|mjs|cjs|js)$/.test(file) && !/node_modules|glossary\.test/.test(file));

test.each([
  ['a doc comment says more than "What …"', /\/\*\*\s+(?:\* )?(?:What|Whether|Where|How|Which)\b.*/g],
  ['a server sends a response, and no answer', /.*\banswer(?:s|ed)?\b.*/gi],
])('%s', (_, pattern) => {
  expect(plainFiles.length).toBeGreaterThan(400);
  const found = plainFiles.flatMap((file) =>
    (readFileSync(join(root, file), 'utf8').match(pattern) ?? []).map((text) => `${file}: ${text.trim()}`),
  );
  expect(found).toEqual([]);
});

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
