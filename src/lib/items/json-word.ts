import { shellQuote } from '../errors/shell-quote.ts';

/**
 * A word such as `year.ne:=2010`, as a person would type it for a POSIX shell: `year.ne:='"2010"'`.
 * @param left the path, and the operator if there is one, with their backslashes
 * @param json what comes after `:=`
 */
export function jsonWord(left: string, json: string): string {
  return shellQuote(left) === left ? `${left}:=${shellQuote(json)}` : shellQuote(`${left}:=${json}`);
}
