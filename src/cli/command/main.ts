import { errorFacts } from '../../lib/errors/from-aws-error.ts';
import { handleStreamErrors, writeStderr } from '../render/output.ts';
import type { CommandTable } from './direct-command.ts';
import { catchWhatEscapes } from './last-net.ts';
import { runArguments, setCommandLine } from './run-arguments.ts';

/**
 * Runs the command line once. Sets the exit code and lets the process end by itself.
 * @param root the package's folder
 */
export async function runCommandLine(root: string, commands: CommandTable): Promise<void> {
  catchWhatEscapes();
  handleStreamErrors();
  warnOfMissingFolder();
  setCommandLine({ root, commands });
  await runArguments({ root, commands }, process.argv.slice(2));
}

/** As the framework does where all of it is loaded. */
function warnOfMissingFolder(): void {
  try {
    process.cwd();
  } catch (error) {
    if (errorFacts(error).code === 'ENOENT') writeStderr('WARNING: current directory does not exist');
  }
}
