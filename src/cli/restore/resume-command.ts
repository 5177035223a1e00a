import { commandText, pathArg } from '../../lib/errors/command-text.ts';
import type { RestoreMode } from '../../lib/restore/checkpoint-schema.ts';
import type { CommonFlagValues } from '../flags/flags.ts';
import { flagArgs, typedCommand } from '../flags/typed-command.ts';

/** What a person types to go on with a dump: all else is in its folder. */
export function dumpResumeCommand(
  folder: string,
  flags: CommonFlagValues & { verify?: boolean; 'max-read-units'?: number | undefined },
): string {
  const more = (['verify', 'max-read-units'] as const).flatMap((name) => flagArgs(name, flags[name]));
  return typedCommand(['dump', '--resume', pathArg(folder), ...more], flags);
}

/** What a person types to go on with a restore: the same, and to go on. */
export function restoreResumeCommand(argv: readonly string[]): string {
  const args = argv.filter((arg) => arg !== '--resume');
  // Behind -- there are no flags.
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  return commandText('restore', ...args.slice(0, end), '--resume', ...args.slice(end));
}

/** What a person types once the rejected items of a restore are mended: into the same table, in the same way. */
export function mendedRestoreCommand(
  rejectsPath: string,
  tableName: string,
  flags: CommonFlagValues & { mode: RestoreMode },
): string {
  const over = ['--mode', 'overwrite', '--confirm', tableName];
  const how = flags.mode === 'overwrite' ? over : ['--mode', 'skip-existing'];
  return typedCommand(['restore', pathArg(rejectsPath), ...how], flags);
}
