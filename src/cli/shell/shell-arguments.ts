import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import type { CommonFlagValues } from '../flags/flags.ts';
import { flagArgs, takesTableFlag } from '../flags/typed-command.ts';
import type { CommandTable } from '../start/direct-command.ts';

/** Given to the shell, these hold for each line that does not say otherwise. */
const SHARED = [
  'table',
  'region',
  'endpoint-url',
  'proxy-url',
  'read-only',
  'plan-units',
  'as',
  'env-file',
  'allow-http',
  'timeout',
  'units',
  'debug',
  'no-color',
  'json',
] as const;

export type SharedFlags = CommonFlagValues & { 'no-color'?: boolean | undefined; json?: boolean | undefined };

/**
 * The arguments of a line's command: without the name of the program, with the flags that were given to the shell.
 * @throws AutodyneError `InvalidUsage` for a shell in the shell
 */
export function lineArguments(
  typed: readonly string[],
  commands: CommandTable,
  flags: SharedFlags,
): string[] {
  const argv = typed[0] === 'autodyne' ? typed.slice(1) : [...typed];
  if (argv[0] === 'shell') throw new AutodyneError('InvalidUsage', 'this is the shell already');
  const name = nameOf(argv, commands);
  if (name === undefined) return argv;
  const end = argv.indexOf('--');
  const own = end === -1 ? argv : argv.slice(0, end);
  // With another command, stdout is that one's.
  const hasJson = flags.json && end === -1;
  const given = SHARED.filter((flag) => takesTableFlag(name.command, flag)).filter(
    (flag) => !own.some((arg) => isFlag(arg, flag)),
  );
  return [
    ...argv.slice(0, name.args),
    ...given.flatMap((flag) => sharedArgs(flag, flag === 'json' ? hasJson : flags[flag])),
    ...argv.slice(name.args),
  ];
}

/** The command that a line begins with, and how many args are its name: `dump verify` and `dump:verify` are one command. */
function nameOf(
  argv: readonly string[],
  commands: CommandTable,
): { command: string; args: number } | undefined {
  const [first = '', second = ''] = argv;
  const [topic = '', sub = second] = first.split(':');
  if (Object.hasOwn(commands, `${topic}:${sub}`)) {
    return { command: `${topic} ${sub}`, args: first.includes(':') ? 1 : 2 };
  }
  return Object.hasOwn(commands, first) ? { command: first, args: 1 } : undefined;
}

function isFlag(arg: string, name: string): boolean {
  const names = name === 'env-file' ? ['env-file', 'settings-file'] : [name, `no-${name}`];
  return names.some((one) => arg === `--${one}` || arg.startsWith(`--${one}=`));
}

function sharedArgs(name: string, value: unknown): string[] {
  return name === 'units' && value === false ? ['--no-units'] : flagArgs(name, value);
}
