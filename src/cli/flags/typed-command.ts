import { AutodyneError, isAutodyneError } from '../../lib/errors/autodyne-error.ts';
import { commandText, shellQuote } from '../../lib/errors/command-text.ts';
import type { ErrorDetails } from '../../lib/errors/error-details.ts';
import type { CommonFlagValues } from './flags.ts';
import { typedWay } from './typed-ways.ts';

/** The flags that select the table and the way to it. They are repeated in every command that is printed as a next step. */
const TABLE_FLAGS = ['table', 'region', 'endpoint-url', 'proxy-url', 'as', 'env-file', 'allow-http'] as const;

type TableFlag = (typeof TABLE_FLAGS)[number] | 'from';

type GivenFlags = CommonFlagValues & { from?: string | undefined };

/** For commands that do not accept all of {@link TABLE_FLAGS}: those that they accept. */
const FLAGS_OF: Readonly<Record<string, readonly TableFlag[]>> = {
  'config pull': ['as', 'env-file'],
  'dump list': [],
  'dump merge': [],
  'dump verify': [],
  help: [],
  local: ['as', 'env-file'],
  query: [...TABLE_FLAGS, 'from'],
  scan: [...TABLE_FLAGS, 'from'],
};

/** True if a command takes this flag as other commands do; flags that do not select the table are taken by all. */
export function takesTableFlag(command: string, flag: string): boolean {
  if (!(TABLE_FLAGS as readonly string[]).includes(flag)) return true;
  return ((FLAGS_OF[command] ?? TABLE_FLAGS) as readonly string[]).includes(flag);
}

/** The text of a command for the same table, with the flags that select it. */
export function typedCommand(args: readonly string[], flags: GivenFlags): string {
  return withCommandFlags(commandText(...args), flags);
}

/**
 * A suggestion or note as the command line says it. If it ends with a command (`…: autodyne …`), the flags that select
 * the table are added.
 */
export function withTableFlags(written: string, flags: GivenFlags, details?: ErrorDetails): string {
  return withCommandFlags(typedWay(written, details), flags);
}

/** The flags that select the table, added where a text ends with a command. The library's other words stay. */
export function withCommandFlags(text: string, flags: GivenFlags): string {
  const [, topic = '', rest = ''] = /(?:^|: )autodyne ([a-z]+)((?: .*)?)$/s.exec(text) ?? [];
  if (topic === '') return text;
  const [, second] = /^ ([a-z]+)\b/.exec(rest) ?? [];
  const known = FLAGS_OF[`${topic} ${second}`] ?? FLAGS_OF[topic] ?? TABLE_FLAGS;
  const args = known
    .filter((name) => !new RegExp(` --${name}(?: |=|$)`).test(rest))
    .flatMap((name) => flagArgs(name, flags[name], topic));
  // What is behind it in `local -- COMMAND` is another command's.
  const end = topic === 'local' ? text.lastIndexOf(' -- ') : -1;
  const own = end === -1 ? text : text.slice(0, end);
  return `${[own, ...args.map(shellQuote)].join(' ')}${text.slice(own.length)}`;
}

/** The error, with these flags added to each command in its suggestions. */
export function withSuggestedFlags(error: unknown, flags: GivenFlags | undefined): unknown {
  if (!isAutodyneError(error)) return error;
  const suggestions = error.suggestions.map((text) => withTableFlags(text, flags ?? {}, error.details));
  if (suggestions.every((text, index) => text === error.suggestions[index])) return error;
  const { code, message, details } = error;
  return new AutodyneError(code, message, { suggestions, details, cause: error });
}

/** A flag as it is typed; no args if it is off. */
export function flagArgs(name: string, value: unknown, topic = ''): string[] {
  if (value === undefined || value === false) return [];
  // Node itself reads --env-file, and exits if that file does not exist.
  const typed = name === 'env-file' && topic === 'config' ? 'settings-file' : name;
  return value === true ? [`--${typed}`] : [`--${typed}`, String(value)];
}
