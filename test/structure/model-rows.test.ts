import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { MODEL_ROWS } from './model-rows.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The rows that titles name: `T6, R5: …` of a test or a block of tests, or the row of a table of tests, `row: 'F inc'`. */
function namedRows(): Set<string> {
  const named = new Set<string>();
  for (const folder of ['test/lib/model', 'test/commands']) {
    for (const name of readdirSync(join(root, folder)).filter((each) => each.endsWith('.test.ts'))) {
      const text = readFileSync(join(root, folder, name), 'utf8');
      for (const [, title = ''] of text.matchAll(/\(\s*['"`]([^'"`\n]+)/g)) note(title);
      for (const [, row = ''] of text.matchAll(/(?:row: |\[\s*)'([DFN] [\w.]+)'/g)) named.add(row);
      for (const [, row = ''] of text.matchAll(/test\.each\(\w+\)\('([DFN] [\w.]+):/g)) named.add(row);
    }
  }
  return named;

  function note(title: string): void {
    const rows = /^((?:[A-T]\d{1,2}|[DFN] [\w.]+|O)(?:, (?:[A-T]\d{1,2}|[DFN] [\w.]+|O))*): /.exec(
      title,
    )?.[1];
    for (const row of rows?.split(', ') ?? []) named.add(row);
  }
}

const named = namedRows();

test.each(Object.keys(MODEL_ROWS))('the rule %s has a test that names it', (row) => {
  expect(named.has(row), MODEL_ROWS[row]).toBe(true);
});

test('a test names no rule that there is not', () => {
  expect([...named].filter((row) => !Object.hasOwn(MODEL_ROWS, row))).toEqual([]);
});
