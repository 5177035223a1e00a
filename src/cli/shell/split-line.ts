import { AutodyneError } from '../../lib/errors/autodyne-error.ts';

/** The args of a line; `open` if a quote is not closed, or the last character is a backslash: the next line goes on. */
export type SplitLine = { args: string[] } | 'open';

/** One piece of a line: blanks; what a backslash or quotes hold together; or ordinary characters. */
const PIECE =
  /(?<blank>[ \t\n]+)|\\(?<escaped>[\s\S])|'(?<single>[^']*)'|"(?<double>(?:[^"\\]|\\[\s\S])*)"|(?<plain>[^ \t\n\\'"]+)/y;
const COMMENT = /#[^\n]*/y;

/** Characters with which a POSIX shell would do something that is not done here: also the beginning of a variable. */
const OF_A_SHELL = /[|&;<>()`]|\$(?=[\w{(?!@*#$-])/;
/** The same within double quotes. */
const OF_A_SHELL_QUOTED = /`|\$(?=[\w{(?!@*#$-])/;

/**
 * Splits a line into args as a POSIX shell does: blanks, both kinds of quotes, backslashes, comments. Wildcards are taken as
 * they stand, as a shell does where no file matches.
 * @throws AutodyneError `InvalidUsage` for what a shell would do more: pipes, redirections, variables
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html
 */
export function splitLine(line: string): SplitLine {
  const args: string[] = [];
  /** `undefined` between args: an empty pair of quotes is an arg. */
  let arg: string | undefined;
  for (let at = 0; at < line.length; ) {
    const comment = arg === undefined ? matchAt(COMMENT, line, at) : undefined;
    const piece = comment ?? matchAt(PIECE, line, at);
    if (piece === undefined) return 'open';
    at += piece[0].length;
    if (piece.groups?.['blank'] !== undefined && arg !== undefined) {
      args.push(arg);
      arg = undefined;
    }
    const text = textOf(piece.groups ?? {});
    if (text !== undefined) arg = (arg ?? '') + text;
  }
  if (arg !== undefined) args.push(arg);
  return { args };
}

function matchAt(pattern: RegExp, line: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(line) ?? undefined;
}

/** The part of an arg that a piece is; `undefined` for blanks and comments, and for a line break after a backslash. */
function textOf({
  escaped,
  single,
  double,
  plain,
}: Readonly<Record<string, string | undefined>>): string | undefined {
  if (escaped !== undefined) return escaped === '\n' ? undefined : escaped;
  if (single !== undefined) return single;
  if (plain !== undefined) return checked(plain, OF_A_SHELL);
  if (double === undefined) return undefined;
  checked(double.replace(/\\[\s\S]/g, ''), OF_A_SHELL_QUOTED);
  return double.replace(/\\([$`"\\\n])/g, (_, character: string) => (character === '\n' ? '' : character));
}

function checked(text: string, ofShell: RegExp): string {
  const [character] = ofShell.exec(text) ?? [];
  if (character === undefined) return text;
  throw new AutodyneError(
    'InvalidUsage',
    `${character} has no meaning here: the shell of autodyne has no pipes, redirections or variables`,
    { suggestions: [`to use the character itself, put it in single quotes: '${character}'`] },
  );
}
