import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { differenceTables } from '../engine/differences-table.ts';

const PAGE = new URL('../../docs/local.md', import.meta.url);

/** The page with the text between each pair of marks generated again. */
function regenerated(page: string): string {
  return Object.entries(differenceTables()).reduce((text, [name, table]) => {
    const [begin, end] = [`<!-- ${name} -->\n`, `\n<!-- end of ${name} -->`];
    const start = text.indexOf(begin);
    const after = text.indexOf(end);
    if (start === -1 || after < start) throw new Error(`docs/local.md has no place for "${name}"`);
    return `${text.slice(0, start)}${begin}${table}${text.slice(after)}`;
  }, page);
}

test('docs/local.md lists each difference, as `npm run docs:local` makes it of test/engine/differences.ts', () => {
  const page = readFileSync(PAGE, 'utf8');
  const current = regenerated(page);
  if (process.env['UPDATE'] === '1') writeFileSync(PAGE, current);
  else expect(page).toBe(current);
});
