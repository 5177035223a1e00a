import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import { writeStderr } from '../render/output.ts';
import { isEnd, runText, type ShellOptions } from './run-text.ts';
import { scriptLines } from './script-lines.ts';

/**
 * Runs the lines of the script on stdin.
 * @param keepsGoing runs the lines after one that failed, too
 * @returns the exit code of the first line that failed, else 0
 * @throws AutodyneError `InvalidUsage` where the last line has no end
 */
export async function runScript(options: ShellOptions, keepsGoing: boolean): Promise<number> {
  let firstFailure = 0;
  let begun = '';
  let number = 0;
  let startedAt = 1;
  for await (const typed of scriptLines()) {
    number += 1;
    if (begun === '') startedAt = number;
    if (begun === '' && isEnd(typed)) return firstFailure;
    const text = begun + typed;
    const exitCode = await runText(text, options);
    begun = exitCode === 'open' ? `${text}\n` : '';
    if (exitCode === 'open' || exitCode === 0) continue;
    firstFailure ||= exitCode;
    if (keepsGoing) continue;
    writeStderr(`line ${startedAt} failed with exit code ${exitCode}; the lines after it were not run`);
    return exitCode;
  }
  if (begun === '') return firstFailure;
  throw new AutodyneError('InvalidUsage', `the quote that is opened in line ${startedAt} is not closed`);
}
