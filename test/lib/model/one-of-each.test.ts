import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('../../../src/lib/model', import.meta.url));
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));

test.each([
  ['builds an expression of its own', /KeyConditionExpression|UpdateExpression|ProjectionExpression/],
  ['reads the environment', /process\.env/],
  ['names a flag of the command line', /['"`\s]--[a-z]/],
  ['names a command but index create', /\bautodyne (?!index create)[a-z]+ /],
])('no file of models %s', (what, pattern) => {
  expect(sources.length).toBeGreaterThan(40);
  // Nothing but a command generates models.
  const held = sources.filter(({ file }) => !/names a/.test(what) || !file.startsWith('generate'));
  const withoutComments = (text: string): string => text.replace(/\/\*\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const found = held.filter(({ text }) => pattern.test(withoutComments(text)));
  expect(found.map(({ file }) => file)).toEqual([]);
});
