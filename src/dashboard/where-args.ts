import { type ShellArg, splitShellArgs } from '../cli/text/shell-args.ts';
import { AutodyneError } from '../lib/errors/autodyne-error.ts';
import { locationIn } from '../lib/json/json-node.ts';

/** One argument of a line: as the command line gets it, and as and where it stands in the line. */
export type WhereArg = Pick<ShellArg, 'text' | 'written' | 'offset'>;

/**
 * The arguments in a line, as a POSIX shell would hand them to the command line: quotes and backslashes are taken away, and
 * nothing else is replaced.
 * @throws AutodyneError `InvalidUsage` with line and column, for a quote that is not closed, and for flags
 */
export function whereArgs(line: string): WhereArg[] {
  const { args: found, openAt } = splitShellArgs(line, { isReturnBlank: true, hasNoComments: true });
  if (openAt !== undefined) throw unfinished(line, openAt);
  const args = found.map(({ text, written, offset }) => ({ text, written, offset }));
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

function unfinished(line: string, offset: number): AutodyneError {
  const problem =
    line[offset] === '\\' ? 'there is nothing after the last backslash' : 'a quote is not closed';
  return new AutodyneError('InvalidUsage', `${problem}: ${line}`, {
    suggestions: ["write a value with spaces in quotes: artist='No One You Know'"],
    details: locationIn(line, offset),
  });
}
