import { AutodyneError } from '../lib/errors/autodyne-error.ts';

/** Blanks; what can stand side by side in one argument: bare, escaped, in single or double quotes; and a loose end. */
const PARTS = /([ \t\r\n]+)|([^ \t\r\n'"\\]+)|\\([\s\S])|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|['"\\]/g;

/**
 * The arguments in a line, as a POSIX shell would hand them to the command line: quotes and backslashes are taken away, and
 * nothing else is replaced. (Libraries for it were tried: they read `"\$"` or an empty pair of quotes in ways of their own.)
 * @throws AutodyneError `InvalidUsage` for a quote that is not closed, and for flags
 */
export function whereArgs(line: string): string[] {
  const args = splitLine(line);
  const flag = args.find((arg) => arg.startsWith('-'));
  if (flag === undefined) return args;
  throw new AutodyneError(
    'InvalidUsage',
    `"${flag}" is a flag; here are conditions alone, such as artist=Acme`,
    {
      suggestions: [
        'choose index and order beside the conditions; for the other flags copy the command line',
      ],
    },
  );
}

function splitLine(line: string): string[] {
  const args: string[] = [];
  let isInside = false;
  for (const [part, blanks, bare, escaped, single, double] of line.matchAll(PARTS)) {
    const text = bare ?? escapedText(escaped) ?? single ?? double?.replace(/\\([$`"\\\n])/g, unescaped);
    if (blanks === undefined && text === undefined) throw unfinished(part, line);
    if (text !== undefined && isInside) args.push(`${args.pop() ?? ''}${text}`);
    else if (text !== undefined) args.push(text);
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

function unfinished(part: string, line: string): AutodyneError {
  const problem = part === '\\' ? 'there is nothing after the last backslash' : 'a quote is not closed';
  return new AutodyneError('InvalidUsage', `${problem}: ${line}`, {
    suggestions: ["put values with blanks into quotes: artist='No One You Know'"],
  });
}
