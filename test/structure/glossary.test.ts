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

const RESTATING = /^(What|Whether|Where|How|Which)\b/;

/** Files whose comments and test titles follow the rules for plain English; not this one, which has examples. */
const plainFiles = ['src', 'test', 'bench', 'scripts', 'bin']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  )
  .filter((file) => /\.(tsx?|mjs|cjs|js)$/.test(file) && !/node_modules|glossary\.test/.test(file));

/** A comment that says only this repeats the name and the type; units, limits, errors and reasons are worth one. */
test('no doc comment is one sentence that begins with What, Whether, Where, How or Which', () => {
  expect(plainFiles.length).toBeGreaterThan(800);
  const found = plainFiles.flatMap((file) =>
    docComments(readFileSync(join(root, file), 'utf8'))
      .filter((comment) => isRestating(comment))
      .map((comment) => `${file}: ${comment}`),
  );
  expect(found).toEqual([]);
});

test('no comment or title says answer for a response, or judge for evaluate and validate', () => {
  const found = plainFiles.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .filter((line) =>
        /^\s*(\/\*\*|\*|\/\/|test(\.\w+)*\().*\b(answer(s|ed)?|judg(es?|ed|ing))\b/i.test(line),
      )
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(found).toEqual([]);
});

/** Each on one line, without its asterisks. */
function docComments(source: string): string[] {
  return [...source.matchAll(/^\s*\/\*\*(.*?)\*\//gms)].map(([, inside = '']) =>
    inside
      .replace(/^\s*\*/gm, '')
      .replace(/\s+/g, ' ')
      .trim(),
  );
}

function isRestating(comment: string): boolean {
  const [prose = ''] = comment.split(/ ?@(?:param|returns|throws|see|example)\b/);
  return RESTATING.test(prose) && !/[.:;] ./.test(prose);
}

test.each([
  ['/** Whether it is open. */', true],
  ['  /**\n   * How many items\n   * there are.\n   * @throws AutodyneError as it fails\n   */', true],
  ['/** Whether it is open. Closed files are left out. */', false],
  ['/** How it ended: a signal, or an exit code. */', false],
  ['/** Whatever a server sends. */', false],
  ['/** @throws AutodyneError as it fails */', false],
])('%j restates a name: %s', (source, expected) => {
  expect(docComments(source).map(isRestating)).toEqual([expected]);
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
