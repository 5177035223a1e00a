import { split } from 'shlex';
import { AutodyneError } from '../lib/errors/autodyne-error.ts';

/**
 * The words of a line, as a shell would hand them to the command line: quotes and backslashes are taken away, nothing else is
 * replaced.
 * @throws AutodyneError `InvalidUsage` for a quote that is not closed, and for flags
 */
export function whereWords(line: string): string[] {
  const words = wordsOf(line);
  const flag = words.find((word) => word.startsWith('-'));
  if (flag === undefined) return words;
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

function wordsOf(line: string): string[] {
  try {
    return split(line);
  } catch (cause) {
    const isQuote = String(cause).includes('quoted string');
    const problem = isQuote ? 'a quote is not closed' : 'there is nothing after the last backslash';
    throw new AutodyneError('InvalidUsage', `${problem}: ${line}`, {
      cause,
      suggestions: ["put values with blanks into quotes: artist='No One You Know'"],
    });
  }
}
