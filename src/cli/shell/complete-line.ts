import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CompletedCommand, CompletedFlag, Completion } from '../completion/completed-command.ts';

/** Names that the Tab key offers. */
export interface KnownNames {
  commands: readonly CompletedCommand[];
  /** Of the shell itself: `.exit`. */
  dotCommands: readonly string[];
  /** Attributes seen in items, and the keys of the table. */
  attributes(): Promise<readonly string[]>;
  indexes(): Promise<readonly string[]>;
}

/** Flags whose values are names of attributes. */
const OF_ATTRIBUTES = ['--attributes', '--columns'];

/**
 * The completions of the last word of a line, and that word. An open quote is not completed.
 * @param line up to the cursor
 */
export async function completeLine(line: string, known: KnownNames): Promise<[string[], string]> {
  const [partial = ''] = /\S*$/.exec(line) ?? [];
  const before = line
    .slice(0, line.length - partial.length)
    .split(/\s+/)
    .filter(Boolean);
  if (before[0] === 'autodyne') before.shift();
  const offered = await offers(before, partial, known);
  return [[...new Set(offered)].filter((one) => one.startsWith(partial)), partial];
}

async function offers(before: readonly string[], partial: string, known: KnownNames): Promise<string[]> {
  const { commands } = known;
  const command =
    commands.find(({ name }) => name === before.slice(0, 2).join(' ')) ??
    commands.find(({ name }) => name === before[0]);
  const topics = commands.flatMap(({ name }) => {
    const parts = name.split(' ');
    const isBegun = before.length < parts.length && before.every((one, at) => one === parts[at]);
    return isBegun ? [`${parts[before.length] ?? ''} `] : [];
  });
  if (before.length === 0) return [...topics, ...known.dotCommands];
  if (command === undefined) return topics;
  const flag = command.flags.find(({ name, value }) => name === before.at(-1) && value !== undefined);
  if (flag !== undefined) return valuesOf(flag, partial, known);
  if (partial.startsWith('-')) return flagsOf(command, before).map((name) => `${name} `);
  const args = command.argument === undefined ? [] : await completed(command.argument, partial, known);
  const attributes = command.argument?.kind === 'nothing' ? await known.attributes() : [];
  return [...topics, ...args, ...attributes.map((name) => `${name}=`)];
}

function flagsOf({ flags }: CompletedCommand, before: readonly string[]): string[] {
  const isOver = ({ name, isMultiple, excludes }: CompletedFlag): boolean =>
    before.some((one) => (one === name && !isMultiple) || excludes.includes(one));
  return flags.filter((flag) => !isOver(flag)).map(({ name }) => name);
}

async function valuesOf(
  { name, value }: CompletedFlag,
  partial: string,
  known: KnownNames,
): Promise<string[]> {
  if (value === undefined) return [];
  if (!OF_ATTRIBUTES.includes(name)) return completed(value, partial, known);
  // Names after the last comma.
  const head = partial.slice(0, partial.lastIndexOf(',') + 1);
  return (await known.attributes()).map((one) => head + one);
}

async function completed(completion: Completion, partial: string, known: KnownNames): Promise<string[]> {
  switch (completion.kind) {
    case 'options':
      return completion.options.map((one) => (/[:=]$/.test(one) ? one : `${one} `));
    case 'indexes':
      return (await known.indexes()).map((one) => `${one} `);
    case 'files':
    case 'folders':
      return paths(partial, completion.kind === 'folders');
    default:
      return [];
  }
}

function paths(partial: string, isFolderWanted: boolean): string[] {
  const head = partial.includes('/') ? partial.slice(0, partial.lastIndexOf('/') + 1) : '';
  try {
    return readdirSync(head === '' ? '.' : dirname(join(head, 'x')), { withFileTypes: true })
      .filter((entry) => !isFolderWanted || entry.isDirectory())
      .filter(
        ({ name }) =>
          /^[\w.,:@%+=-]+$/.test(name) &&
          (!name.startsWith('.') || partial.slice(head.length).startsWith('.')),
      )
      .map((entry) => `${head}${entry.name}${entry.isDirectory() ? '/' : ' '}`);
  } catch {
    return [];
  }
}
