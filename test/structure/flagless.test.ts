import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const src = fileURLToPath(new URL('../../src', import.meta.url));

/** What an app uses too: its messages name no flag and no command. */
const SHARED = ['lib/errors', 'lib/client', 'lib/tables', 'lib/items'];

/** Files in them that read what a person typed, so that the command line alone has their messages. */
const TYPED: Readonly<Record<string, string>> = {
  'lib/items/conditions/literal-conditions.ts': 'conditions as they are typed',
  'lib/items/conditions/own-expressions.ts': 'names and values of typed expressions',
  'lib/items/elements/foreign-bytes.ts': 'files of items',
  'lib/items/elements/foreign-json.ts': 'files of items',
  'lib/items/elements/read-items.ts': 'files of items',
  'lib/items/elements/source-findings.ts': 'files of items',
  'lib/items/elements/unwrap-element.ts': 'files of items',
  'lib/items/expressions/key-condition-rules.ts': 'typed expressions, as a dump answers them',
  'lib/items/expressions/token-reader.ts': 'typed expressions, as a dump answers them',
  'lib/items/planner/own-key-condition.ts': 'typed key conditions',
  'lib/items/read/written-statement.ts': 'PartiQL statements as they are typed',
  'lib/items/write/transaction-file.ts': 'files of actions',
  'lib/items/update/list-types.ts': 'changes as they are typed, and the types they meet',
  'lib/items/update/parent-maps.ts': 'changes as they are typed, and the maps they meet',
  'lib/items/update/update-args.ts': 'changes as they are typed',
  'lib/items/update/update-keys.ts': 'changes as they are typed, for the type of a key',
  'lib/items/update/update-slips.ts': 'changes as they are typed',
  'lib/items/update/update-types.ts': 'changes as they are typed, and the types they meet',
};

const COMMENT = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm;
const FLAG_OR_COMMAND = /--[a-z][\w-]*|\bautodyne [a-z]+\b|commandText\('/g;

function spokenIn(text: string): string[] {
  return text.replace(COMMENT, '').match(FLAG_OR_COMMAND) ?? [];
}

function filesOf(room: string): string[] {
  return readdirSync(join(src, room), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => relative(src, join(src, room, path)).replaceAll('\\', '/'));
}

const spoken = new Map(
  SHARED.flatMap(filesOf).map((path) => [path, spokenIn(readFileSync(join(src, path), 'utf8'))]),
);

test('no message of what an app uses names a flag or a command', () => {
  const found = [...spoken].filter(([path, flags]) => flags.length > 0 && TYPED[path] === undefined);
  expect(found).toEqual([]);
});

test('the files that may are those that do', () => {
  expect(Object.keys(TYPED).filter((path) => (spoken.get(path) ?? []).length === 0)).toEqual([]);
});

test.each([
  ["'omit --consistent'", ['--consistent']],
  ["'see it: autodyne get a'", ['autodyne get']],
  ["commandText('get', key)", ["commandText('"]],
  ["// as --explain shows\n/** `--debug` */ 'a'", []],
  ['count--; 5 - -x; at -= 1', []],
])('%j', (text, expected) => {
  expect(spokenIn(text)).toEqual(expected);
});
