import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { countOf } from '../../src/lib/errors/count-text.ts';

const src = fileURLToPath(new URL('../../src', import.meta.url));

const NOUNS =
  'items|keys|bytes|units|segments|files|requests|indexes|pages|records|lines|values|attributes|problems|levels|' +
  'seconds|minutes|hours|digits|differences|shares|tables|elements|settings|vars|operands|retries|rejects';

/** A number in a template, then at most one word, then a plural noun: `${count} items`. */
const COUNTED = new RegExp(String.raw`\$\{([^{}]*)\}((?: [a-z]+)?) (?:${NOUNS})\b`, 'g');

/** Never one, each for its reason. */
const NEVER_ONE = [
  // Names, lists and texts, not numbers.
  /^(?:[\w.]*[nN]ame|what|kind|operation|toPlainJsonText.*|verb|cli|folder|path|proxyUrl|word)$/,
  // Limits of more than one.
  /^MAX_\w+$/,
  // Over a limit of more than one: that is what is said.
  /^(?:sizeBytes|operands\.length|decimal\.digits\.length|keys\.length|spec\.nonKeyAttributes\.length)$/,
  // The add-on's own config vars are four at least.
  /^Object\.keys\(variables\)\.length$/,
];

test('one is one, and thousands are set apart', () => {
  expect(countOf(0, 'item')).toBe('0 items');
  expect(countOf(1, 'item')).toBe('1 item');
  expect(countOf(1.5, 'read unit')).toBe('1.5 read units');
  expect(countOf(12_345, 'item')).toBe('12,345 items');
  expect(countOf(1, 'index', 'indexes')).toBe('1 index');
  expect(countOf(2, 'index', 'indexes')).toBe('2 indexes');
});

test('every count of something goes through countOf', () => {
  const found: string[] = [];
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.ts') && !name.endsWith('count-text.ts'))) {
    for (const [text, expression = ''] of readFileSync(join(src, file), 'utf8').matchAll(COUNTED)) {
      if (!NEVER_ONE.some((pattern) => pattern.test(expression))) found.push(`${file}: ${text}`);
    }
  }
  expect(found).toEqual([]);
});
