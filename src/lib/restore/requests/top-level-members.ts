import { after, BYTE, malformed, skipBlanks, stringEnd, valueEnd } from '../../json/json-scanner.ts';
import { parseJson } from '../../json/parse-json.ts';

/**
 * Some members of a JSON object, parsed; the others are skipped, and so is the rest of the text once the last of them
 * is found: a key is a few bytes of an item.
 * @throws AutodyneError or SyntaxError for what is no JSON
 */
export function topLevelMembers(json: Buffer, names: readonly string[]): Record<string, unknown> {
  const found = Object.create(null) as Record<string, unknown>;
  let left = names.length;
  let at = skipBlanks(json, after(json, skipBlanks(json, 0), BYTE.openBrace));
  while (json[at] !== BYTE.closeBrace) {
    const nameEnd = stringEnd(json, at);
    const valueStart = skipBlanks(json, after(json, skipBlanks(json, nameEnd), BYTE.colon));
    const end = valueEnd(json, valueStart);
    const name = names.find((candidate) => isName(json, at, nameEnd, candidate));
    if (name !== undefined) {
      found[name] = parseJson(json.toString('utf8', valueStart, end));
      left -= 1;
      if (left === 0) return found;
    }
    at = skipBlanks(json, end);
    if (json[at] === BYTE.comma) at = skipBlanks(json, at + 1);
    else if (json[at] !== BYTE.closeBrace) throw malformed(at);
  }
  return found;
}

/**
 * True where the string from `start` to `end`, quotes included, is `name`. The length is compared first: most differ.
 */
function isName(json: Buffer, start: number, end: number, name: string): boolean {
  const isEscaped = json.subarray(start, end).includes(BYTE.backslash);
  if (isEscaped) return parseJson(json.toString('utf8', start, end)) === name;
  // A character takes one byte to three.
  if (end - start - 2 < name.length || end - start - 2 > name.length * 3) return false;
  return json.toString('utf8', start + 1, end - 1) === name;
}
