/** A part of an arg that is quoted in one way. */
export interface ArgPart {
  quoting: 'none' | 'backslash' | 'single' | 'double';
  /** What it adds to the arg: nothing, for a line break after a backslash. */
  text: string;
  /** As it stands in the line. */
  written: string;
}

/** One arg of a line. */
export interface ShellArg {
  /** Without quotes and backslashes. */
  text: string;
  /** As it stands in the line, from `offset` on. */
  written: string;
  offset: number;
  parts: ArgPart[];
}

export interface ShellArgs {
  args: ShellArg[];
  /** Where a quote begins that is not closed, or where a backslash ends the line: the arg there is not whole. */
  openAt: number | undefined;
}

/** Differences from a POSIX shell. */
export interface ArgRules {
  /** A carriage return is a blank: pasted lines end with it. */
  isReturnBlank?: boolean;
  /** `#` is an ordinary character. */
  hasNoComments?: boolean;
}

/** Blanks or a comment; quotes and backslashes with what they hold; ordinary characters. */
const PIECE =
  /(?<blank>[ \t\n]+)|\\(?<escaped>[\s\S])|'(?<single>[^']*)'|"(?<double>(?:[^"\\]|\\[\s\S])*)"|(?<plain>[^ \t\n\\'"]+)/y;
const PIECE_BESIDE_RETURNS = new RegExp(PIECE.source.replaceAll(' \\t\\n', ' \\t\\r\\n'), 'y');
const COMMENT = /(?<blank>#[^\n]*)/y;

/**
 * Splits a line as a POSIX shell does: blanks, both kinds of quotes, backslashes, comments. Nothing else is replaced.
 * (Libraries for it were tried: they read `"\$"` or an empty pair of quotes in ways of their own.)
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html
 */
export function splitShellArgs(
  line: string,
  { isReturnBlank = false, hasNoComments = false }: ArgRules = {},
): ShellArgs {
  const pattern = isReturnBlank ? PIECE_BESIDE_RETURNS : PIECE;
  const args: ShellArg[] = [];
  /** `undefined` between args: an empty pair of quotes is an arg. */
  let arg: ShellArg | undefined;
  for (let at = 0; at < line.length; ) {
    const comment = arg === undefined && !hasNoComments ? matchAt(COMMENT, line, at) : undefined;
    const match = comment ?? matchAt(pattern, line, at);
    if (match === undefined) return { args, openAt: at };
    const [written] = match;
    const part = partOf(match.groups ?? {}, written);
    if (part === undefined) arg = undefined;
    else if (arg !== undefined || part.text !== '' || part.quoting !== 'backslash') {
      if (arg === undefined) {
        arg = { text: '', written: '', offset: at, parts: [] };
        args.push(arg);
      }
      arg.text += part.text;
      arg.written += written;
      arg.parts.push(part);
    }
    at += written.length;
  }
  return { args, openAt: undefined };
}

function matchAt(pattern: RegExp, line: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(line) ?? undefined;
}

/** `undefined` for blanks and comments. */
function partOf(
  { escaped, single, double, plain }: Readonly<Record<string, string | undefined>>,
  written: string,
): ArgPart | undefined {
  if (escaped !== undefined) return { quoting: 'backslash', text: withoutBreak(escaped), written };
  if (single !== undefined) return { quoting: 'single', text: single, written };
  if (double !== undefined) {
    const text = double.replace(/\\([$`"\\\n])/g, (_, character: string) => withoutBreak(character));
    return { quoting: 'double', text, written };
  }
  return plain === undefined ? undefined : { quoting: 'none', text: plain, written };
}

/** A line that a backslash ends goes on in the next one. */
function withoutBreak(character: string): string {
  return character === '\n' ? '' : character;
}
