import { AutodyneError, isAutodyneError } from '../../lib/errors/autodyne-error.ts';
import { commandText, shellQuote } from '../../lib/errors/command-text.ts';
import type { CommonFlagValues } from './flags.ts';

/** The flags that decide which table a command works on, and through what; each is carried into what is typed next. */
const TABLE_FLAGS = ['table', 'region', 'endpoint-url', 'proxy-url', 'as', 'env-file', 'allow-http'] as const;

type TableFlag = (typeof TABLE_FLAGS)[number] | 'from';

/** The flags of a command, as it was given them. */
type GivenFlags = CommonFlagValues & { from?: string | undefined };

/** Those that a command knows what to do with, where that is not all. */
const FLAGS_OF: Readonly<Record<string, readonly TableFlag[]>> = {
  'config pull': ['as', 'env-file'],
  'dump merge': [],
  'dump verify': [],
  help: [],
  local: [],
  query: [...TABLE_FLAGS, 'from'],
  scan: [...TABLE_FLAGS, 'from'],
};

/** A command that goes on with what this one did: to the same table, by the same way. */
export function typedCommand(args: readonly string[], flags: GivenFlags): string {
  return withTableFlags(commandText(...args), flags);
}

/** A suggestion or note, its command (`…: autodyne …`, at its end) with the flags that decide which table is meant. */
export function withTableFlags(text: string, flags: GivenFlags): string {
  const [, topic = '', rest = ''] = /(?:^|: )autodyne ([a-z]+)((?: .*)?)$/s.exec(text) ?? [];
  if (topic === '') return text;
  const [, second] = /^ ([a-z]+)\b/.exec(rest) ?? [];
  const known = FLAGS_OF[`${topic} ${second}`] ?? FLAGS_OF[topic] ?? TABLE_FLAGS;
  const args = known
    .filter((name) => !new RegExp(` --${name}(?: |=|$)`).test(rest))
    .flatMap((name) => flagArgs(name, flags[name], topic));
  return [text, ...args.map(shellQuote)].join(' ');
}

/** The error, each command in its suggestions with those flags. */
export function withSuggestedFlags(error: unknown, flags: GivenFlags | undefined): unknown {
  if (flags === undefined || !isAutodyneError(error)) return error;
  const suggestions = error.suggestions.map((text) => withTableFlags(text, flags));
  if (suggestions.every((text, index) => text === error.suggestions[index])) return error;
  const { code, message, details } = error;
  return new AutodyneError(code, message, { suggestions, details, cause: error });
}

/** A flag as it is typed; nothing when it is off. */
export function flagArgs(name: string, value: unknown, topic = ''): string[] {
  if (value === undefined || value === false) return [];
  // Node itself looks for the other name, and ends where that file does not exist yet.
  const typed = name === 'env-file' && topic === 'config' ? 'settings-file' : name;
  return value === true ? [`--${typed}`] : [`--${typed}`, String(value)];
}
