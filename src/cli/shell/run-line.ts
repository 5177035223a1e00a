import { errorFacts } from '../../lib/errors/from-aws-error.ts';
import { writeStderr } from '../render/output.ts';
import { renderError } from '../render/render-error.ts';
import { type CommandLine, runArguments } from '../start/run-arguments.ts';
import type { LineSession } from '../system/line-session.ts';

/** A second Ctrl-C after this time ends the shell: the command cannot be ended otherwise. */
const PATIENCE_MS = 1_000;
const INTERRUPTED = 130;

/**
 * Runs the command of one line as a process of its own would, and returns its exit code. Ctrl-C ends the command, and not
 * the shell. The arguments and the exit code of this process are as before afterwards.
 */
export async function runLine(line: CommandLine, argv: string[], session: LineSession): Promise<number> {
  const { argv: ownArgv, exitCode: ownExitCode } = process;
  const forget = onInterrupt(session);
  session.begin();
  process.argv = [...ownArgv.slice(0, 2), ...argv];
  process.exitCode = undefined;
  try {
    await runArguments(line, argv);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (errorFacts(error).code === 'EEXIT') return 1;
    writeStderr(renderError(error));
    return 1;
  } finally {
    forget();
    process.argv = ownArgv;
    process.exitCode = ownExitCode;
  }
}

/** Commands that end by themselves at Ctrl-C, and keep what they have done, listen too. */
function onInterrupt(session: LineSession): () => void {
  let firstAt: number | undefined;
  const handle = (): void => {
    if (process.listenerCount('SIGINT') > 1) return;
    if (firstAt !== undefined && performance.now() - firstAt > PATIENCE_MS) process.exit(INTERRUPTED);
    firstAt ??= performance.now();
    session.cancel();
  };
  process.on('SIGINT', handle);
  return () => process.off('SIGINT', handle);
}
