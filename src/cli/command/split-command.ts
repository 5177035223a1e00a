import { AutodyneError } from '../../lib/errors/autodyne-error.ts';

/**
 * Splits the arguments at the first `--`. Those after it are another command and stay unchanged, flags and order included
 * (the parser of the framework would take some of them).
 * @throws AutodyneError `InvalidUsage` if nothing follows `--`.
 */
export function splitCommand(argv: readonly string[]): { own: string[]; command: string[] | undefined } {
  const at = argv.indexOf('--');
  if (at === -1) return { own: [...argv], command: undefined };
  const command = argv.slice(at + 1);
  if (command.length > 0) return { own: argv.slice(0, at), command };
  throw new AutodyneError('InvalidUsage', 'expected a command after --', {
    suggestions: ['for example: autodyne local -- npm test'],
  });
}

/** The error for a command without `--` before it: its flags could be taken for ours. */
export function commandWithoutDashes(args: readonly string[]): AutodyneError {
  return new AutodyneError('InvalidUsage', `unexpected argument: ${args[0]}`, {
    suggestions: [`to run a command, put -- before it: autodyne local -- ${args.join(' ')}`],
  });
}

/** The error for `--json` together with a command. */
export function commandWithJson(): AutodyneError {
  return new AutodyneError(
    'InvalidUsage',
    '--json cannot be combined with a command: stdout belongs to the command',
    {
      suggestions: ['omit --json; the command gets all settings from its environment'],
    },
  );
}
