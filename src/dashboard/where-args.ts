import { AutodyneError } from '../lib/errors/autodyne-error.ts';
import { locationIn } from '../lib/json/json-node.ts';

/** Blanks; what can stand side by side in one argument: bare, escaped, in single or double quotes; and a loose end. */
const PARTS = /([ \t\r\n]+)|([^ \t\r\n'"\\]+)|\\([\s\S])|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|['"\\]/g;

/** One argument of a line. */
export interface WhereArg {
  /** As the command line gets it. */
  text: string;
  /** As it stands in the line, with quotes and backslashes, from `offset` on. */
  written: string;
  offset: number;
}

/**
 * The arguments in a line, as a POSIX shell would hand them to the command line: quotes and backslashes are taken away, and
 * nothing else is replaced. (Libraries for it were tried: they read `"\$"` or an empty pair of quotes in ways of their own.)
 * @throws AutodyneError `InvalidUsage` with line and column, for a quote that is not closed, and for flags
 */
export function whereArgs(line: string): WhereArg[] {
  const args = splitLine(line);
  const flag = args.find(({ text }) => text.startsWith('-'));
  if (flag === undefined) return args;
  throw new AutodyneError(
    'InvalidUsage',
    `"${flag.text}" is a flag, but only conditions are possible here, such as artist=Acme`,
    {
      suggestions: [
        'for an index or descending order, use the fields beside the conditions; for other flags, copy the command',
      ],
      details: locationIn(line, flag.offset),
    },
  );
}

function splitLine(line: string): WhereArg[] {
  const args: WhereArg[] = [];
  let isInside = false;
  for (const match of line.matchAll(PARTS)) {
    const [part, blanks, bare, escaped, single, double] = match;
    const text = bare ?? escapedText(escaped) ?? single ?? double?.replace(/\\([$`"\\\n])/g, unescaped);
    if (blanks === undefined && text === undefined) throw unfinished(part, line, match.index);
    if (text !== undefined) {
      const begun = isInside ? args.pop() : undefined;
      args.push({
        text: `${begun?.text ?? ''}${text}`,
        written: `${begun?.written ?? ''}${part}`,
        offset: begun?.offset ?? match.index,
      });
    }
    isInside = text !== undefined;
  }
  return args;
}

/** A line that a backslash ends goes on in the next one. */
function escapedText(character: string | undefined): string | undefined {
  return character === '\n' ? '' : character;
}

function unescaped(_: string, character: string): string {
  return escapedText(character) ?? '';
}

function unfinished(part: string, line: string, offset: number): AutodyneError {
  const problem = part === '\\' ? 'there is nothing after the last backslash' : 'a quote is not closed';
  return new AutodyneError('InvalidUsage', `${problem}: ${line}`, {
    suggestions: ["write a value with spaces in quotes: artist='No One You Know'"],
    details: locationIn(line, offset),
  });
}
