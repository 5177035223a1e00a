import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md') && name !== 'commands.md');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'examples/blog/README.md',
  ...docs.map((name) => `docs/${name}`),
];

interface Flag {
  name: string;
  aliases?: string[];
  allowNo?: boolean;
}

const { commands } = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8')) as {
  commands: Record<string, { flags: Record<string, Flag> }>;
};

/** The command that the words begin with: of two words where there is one. */
function commandOf([first = '', second = '']: string[]): string | undefined {
  return [`${first}:${second}`, first].find((id) => Object.hasOwn(commands, id));
}

/** The first word of commands of two words. */
function isTopic(word: string): boolean {
  return Object.keys(commands).some((id) => id.startsWith(`${word}:`));
}

function flagsOf(id: string): Set<string> {
  const flags = Object.values(commands[id]?.flags ?? {});
  return new Set([
    '--help',
    ...flags.flatMap(({ name, aliases = [], allowNo = false }) => [
      `--${name}`,
      ...aliases.map((alias) => `--${alias}`),
      ...(allowNo ? [`--no-${name}`] : []),
    ]),
  ]);
}

/** What is typed in code: lines of blocks, and code within a sentence. Remarks, strings and what comes after a pipe or `--` are left out. */
function typedCommands(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/^```\w*[^\n]*\n(.*?)^```/gms)].map(([, code = '']) => code);
  const prose = markdown.replace(/^```.*?^```/gms, '');
  const lines = [
    ...blocks.join('\n').replaceAll('\\\n', ' ').split('\n'),
    ...[...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code),
  ];
  return lines.flatMap((line) => {
    const [, typed] = /^(?:\$ )?(?:[A-Z_]+=\S+ )*autodyne ([a-z].*)$/.exec(line) ?? [];
    return typed === undefined
      ? []
      : [typed.replace(/'[^']*'|"[^"]*"/g, 'x').replace(/ (?:#|\||>|<|&&|;|-- ).*$/, '')];
  });
}

function wrongCommands(markdown: string): string[] {
  return typedCommands(markdown).filter((typed) => {
    const words = typed.trim().split(/\s+/);
    const id = commandOf(words);
    if (id === undefined) return words[0] !== 'help' && (words.length > 1 || !isTopic(words[0] ?? ''));
    const known = flagsOf(id);
    return words.some((word) => /^--[a-z]/.test(word) && !known.has(word.replace(/[=,;:.)].*$/, '')));
  });
}

test.each(pages)('commands and flags of %s are those that there are', (page) => {
  expect(wrongCommands(readFileSync(join(root, page), 'utf8'))).toEqual([]);
});

test.each([
  ['autodyne scan --colums a', '--colums'],
  ['autodyne index make by-artist', 'index make'],
  ['$ AUTODYNE_READONLY=1 autodyne list', 'list'],
])('%s is not one of them', (line, named) => {
  expect(wrongCommands(`\`\`\`\n${line}\n\`\`\`\n`).join()).toContain(named);
});
