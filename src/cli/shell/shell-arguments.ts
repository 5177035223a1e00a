import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import type { CommandTable } from '../command/direct-command.ts';
import type { CommonFlagValues } from '../flags/flags.ts';
import { flagArgs, takesTableFlag } from '../flags/typed-command.ts';

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
  const [first = '', second = ''] = argv;
  const id = [`${first}:${second}`, first].find((one) => Object.hasOwn(commands, one));
  if (id === undefined) return argv;
  const end = argv.indexOf('--');
  const own = end === -1 ? argv : argv.slice(0, end);
  // With another command, stdout is that one's.
  const hasJson = flags.json && end === -1;
  const given = SHARED.filter((name) => takesTableFlag(id.replaceAll(':', ' '), name)).filter(
    (name) => !own.some((arg) => isFlag(arg, name)),
  );
  const at = id.split(':').length;
  return [
    ...argv.slice(0, at),
    ...given.flatMap((name) => sharedArgs(name, name === 'json' ? hasJson : flags[name])),
    ...argv.slice(at),
  ];
}

function isFlag(arg: string, name: string): boolean {
  const names = name === 'env-file' ? ['env-file', 'settings-file'] : [name, `no-${name}`];
  return names.some((one) => arg === `--${one}` || arg.startsWith(`--${one}=`));
}

function sharedArgs(name: string, value: unknown): string[] {
  return name === 'units' && value === false ? ['--no-units'] : flagArgs(name, value);
}
