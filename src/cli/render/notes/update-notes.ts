import { splitTextList } from '../../../lib/items/conditions/text-list.ts';
import { argWithJson } from '../../../lib/items/json/arg-with-json.ts';
import { formatAttributePath } from '../../../lib/items/keys/attribute-path.ts';
import type { NewLiteral } from '../../../lib/items/update/new-literals.ts';

/** The note on a new string that looks like a number, true, false or null, with the way to write those. */
export function newLiteralNote({ path, text, kind }: NewLiteral): string {
  const name = formatAttributePath(path);
  if (kind === 'set' || kind === 'set-if-absent') {
    const meant = /\d/.test(text) ? 'the number' : text;
    return `${name} is new; its value is the string ${JSON.stringify(text)}; for ${meant}: --set ${argWithJson(name, text)}`;
  }
  const strings = splitTextList(text).map((element) => JSON.stringify(element));
  const [isOne, isList] = [strings.length === 1, kind === 'append' || kind === 'prepend'];
  const value = `a ${isList ? 'list' : 'set'} of the ${isOne ? 'string' : 'strings'} ${strings.join(', ')}`;
  const otherValues = isList ? `[${text}]` : isOne ? text : `{"$set":[${text}]}`;
  const meant = strings.every((string) => /\d/.test(string))
    ? isOne
      ? 'a number'
      : 'numbers'
    : 'JSON values';
  return `${name} is new; its value is ${value}; for ${meant}: --${kind} ${argWithJson(name, otherValues)}`;
}
