import { pathArg } from '../../lib/errors/command-text.ts';
import type { RestoreMode } from '../../lib/restore/checkpoint-schema.ts';
import type { CommonFlagValues } from '../flags/flags.ts';
import { flagArgs, typedCommand } from '../flags/typed-command.ts';

/** The command that resumes a dump; its other options are stored in the folder. */
export function dumpResumeCommand(
  folder: string,
  flags: CommonFlagValues & { verify?: boolean; 'max-read-units'?: number | undefined },
): string {
  const more = (['verify', 'max-read-units'] as const).flatMap((name) => flagArgs(name, flags[name]));
  return typedCommand(['dump', '--resume', pathArg(folder), ...more], flags);
}

/** The command that restores the rejected items after they were fixed, into the same table. */
export function mendedRestoreCommand(
  rejectsPath: string,
  tableName: string,
  flags: CommonFlagValues & { mode: RestoreMode },
): string {
  const isOver = flags.mode === 'overwrite' || flags.mode === 'differing';
  const how = isOver ? ['--mode', flags.mode, '--confirm', tableName] : ['--mode', 'skip-existing'];
  return typedCommand(['restore', pathArg(rejectsPath), ...how], flags);
}
