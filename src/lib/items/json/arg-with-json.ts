import { shellQuote } from '../../errors/command-text.ts';

/**
 * An argument `path:=json` as a person types it for a POSIX shell: `year:=2010`, `year:='"2010"'`, `'tags:=["a"]'`.
 * @param left the path, with its backslashes
 */
export function argWithJson(left: string, json: string): string {
  const isString = json.startsWith('"');
  return isString ? `${shellQuote(left)}:=${shellQuote(json)}` : shellQuote(`${left}:=${json}`);
}
