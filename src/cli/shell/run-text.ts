import type { ClientOptions } from '../../lib/client/client-options.ts';
import { writeStderr } from '../render/output.ts';
import { exitCodeOf, renderError } from '../render/render-error.ts';
import type { CommandLine } from '../start/run-arguments.ts';
import type { LineSession } from '../system/line-session.ts';
import { runLine } from './run-line.ts';
import { lineArguments, type SharedFlags } from './shell-arguments.ts';
import { splitLine } from './split-line.ts';

export interface ShellOptions {
  line: CommandLine;
  /** Given to the shell. */
  flags: SharedFlags;
  session: LineSession;
  clientOptions: ClientOptions;
}

/** A line that ends the shell. */
export function isEnd(line: string): boolean {
  return ['.exit', 'exit', 'quit'].includes(line.trim());
}

/**
 * Runs the command of a line; its errors are shown.
 * @returns its exit code, 0 for a line without a command; `open` if the next line belongs to it
 */
export async function runText(
  text: string,
  { line, flags, session }: ShellOptions,
): Promise<number | 'open'> {
  let argv: string[];
  try {
    const split = splitLine(text);
    if (split === 'open') return 'open';
    if (split.args.length === 0) return 0;
    argv = lineArguments(split.args, line.commands, flags);
  } catch (error) {
    writeStderr(renderError(error));
    return exitCodeOf(error);
  }
  return runLine(line, argv, session);
}
