import { AutodyneError } from '../../lib/errors/autodyne-error.ts';

/**
 * Splits what was typed at the first `--`: the words after it are a command of its own, and stay as they are, flags
 * and order included (the framework's parser would take some for itself).
 * @throws AutodyneError `InvalidUsage` for `--` with nothing after it.
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

/** The refusal of a command that does not come after `--`, where its flags could be taken for ours. */
export function commandWithoutDashes(args: readonly string[]): AutodyneError {
  return new AutodyneError('InvalidUsage', `unexpected argument: ${args[0]}`, {
    suggestions: [`to run a command, put -- before it: autodyne local -- ${args.join(' ')}`],
  });
}

/** The refusal of `--json` beside a command. */
export function commandWithJson(): AutodyneError {
  return new AutodyneError(
    'InvalidUsage',
    '--json cannot be combined with a command: stdout belongs to the command',
    {
      suggestions: ['omit --json; the command gets all settings from its environment'],
    },
  );
}
