import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import { type ArgPart, splitShellArgs } from '../text/shell-args.ts';

/** The args of a line; `open` if a quote is not closed, or the last character is a backslash: the next line goes on. */
export type SplitLine = { args: string[] } | 'open';

/** Characters with which a POSIX shell would do something that is not done here: also the beginning of a variable. */
const OF_A_SHELL = /[|&;<>()`]|\$(?=[\w{(?!@*#$-])/;
/** The same within double quotes. */
const OF_A_SHELL_QUOTED = /`|\$(?=[\w{(?!@*#$-])/;

/**
 * Splits a line into args as a POSIX shell does. Wildcards are taken as they stand, as a shell does where no file matches.
 * @throws AutodyneError `InvalidUsage` for what a shell would do more: pipes, redirections, variables
 */
export function splitLine(line: string): SplitLine {
  const { args, openAt } = splitShellArgs(line);
  for (const part of args.flatMap(({ parts }) => parts)) checkPart(part);
  return openAt === undefined ? { args: args.map(({ text }) => text) } : 'open';
}

function checkPart({ quoting, written }: ArgPart): void {
  if (quoting === 'none') checkText(written, OF_A_SHELL);
  if (quoting === 'double') checkText(written.replace(/\\[\s\S]/g, ''), OF_A_SHELL_QUOTED);
}

function checkText(text: string, ofShell: RegExp): void {
  const [character] = ofShell.exec(text) ?? [];
  if (character === undefined) return;
  throw new AutodyneError(
    'InvalidUsage',
    `${character} has no meaning here: the shell of autodyne has no pipes, redirections or variables`,
    { suggestions: [`to use the character itself, put it in single quotes: '${character}'`] },
  );
}
