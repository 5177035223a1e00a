import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { RESULTS, SHAPES, type ShapeName } from './json-results.ts';
import { membersOf, schemaFiles } from './json-schema-files.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'docs/json');
const page = readFileSync(join(root, 'docs/json.md'), 'utf8');

test('docs/json has the schema files that `npm run docs:json` makes', () => {
  const files = schemaFiles();
  if (process.env['UPDATE'] === '1') {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
  }
  const present = readdirSync(folder).sort();
  expect(present).toEqual([...files.keys()].sort());
  for (const [name, text] of files) expect(readFileSync(join(folder, name), 'utf8'), name).toBe(text);
});

/** It has no result of its own: with --json, each line prints that of its command. */
const SHELL = 'shell';

test('each command has a schema', () => {
  const commands = readdirSync(join(root, 'src/commands'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => path.replace(/(\/index)?\.ts$/, '').replaceAll('/', ' '))
    .filter((command) => command !== SHELL);
  expect(Object.keys(RESULTS).sort()).toEqual([...commands, 'error'].sort());
});

/** The interfaces of the page's code, by name: the paths of their members, `?` behind those that may be absent. */
function documentedShapes(text: string): Map<string, string[]> {
  const code = [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, block = '']) => block).join('\n');
  const bare = code.replace(/\/\/.*$/gm, '').replace(/'[^'\n]*'/g, '');
  return new Map(
    [...bare.matchAll(/^interface (\w+) (\{[\s\S]*?^\})/gm)].map(([, name = '', body = '']) => [
      name,
      memberPaths(body),
    ]),
  );
}

function memberPaths(body: string): string[] {
  const parents: string[] = [];
  const paths: string[] = [];
  let last = '';
  for (const [token, name, mark] of body.matchAll(/(\w+)(\??):|[{}]/g)) {
    if (token === '{') parents.push(last);
    else if (token === '}') parents.pop();
    else {
      last = String(name);
      paths.push(`${[...parents.slice(1), last].join('.')}${mark}`);
    }
  }
  return paths.sort();
}

const documented = documentedShapes(page);

describe('docs/json.md', () => {
  test('has the shapes that there are', () => {
    expect([...documented.keys()].sort()).toEqual(Object.keys(SHAPES).sort());
  });

  test.each(Object.keys(SHAPES) as ShapeName[])('has the members of %s', (shape) => {
    expect(documented.get(shape)).toEqual(membersOf(shape));
  });

  test('leads to each schema file', () => {
    for (const name of schemaFiles().keys()) expect(page).toContain(`(json/${name})`);
  });
});

test('members of members are distinguished', () => {
  const text = "```ts\ninterface A {\n  b: { c?: 'd: e'; f: G[] }[]; // h: i\n  j: 1 | 2;\n}\n```\n";
  expect(documentedShapes(text)).toEqual(new Map([['A', ['b', 'b.c?', 'b.f', 'j']]]));
});
