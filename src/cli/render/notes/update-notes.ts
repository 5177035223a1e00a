import { splitTextList } from '../../../lib/items/conditions/text-list.ts';
import { argWithJson } from '../../../lib/items/json/arg-with-json.ts';
import { formatAttributePath } from '../../../lib/items/keys/attribute-path.ts';
import type { NewLiteral } from '../../../lib/items/update/new-literals.ts';

/** The note on a new string that looks like a number, true, false or null, with the way to write those. */
export function newLiteralNote({ path, text, isSet }: NewLiteral): string {
  const name = formatAttributePath(path);
  const strings = (isSet ? splitTextList(text) : [text]).map((element) => JSON.stringify(element));
  if (!isSet) {
    const meant = /\d/.test(text) ? 'the number' : text;
    return `${name} is new; its value is the string ${strings[0]}; for ${meant}: --set ${argWithJson(name, text)}`;
  }
  const isOne = strings.length === 1;
  const numbers = isOne
    ? `--add ${argWithJson(name, text)}`
    : `--add ${argWithJson(name, `{"$set":[${text}]}`)}`;
  return `${name} is new; its value is a set of the ${isOne ? 'string' : 'strings'} ${strings.join(', ')}; for ${isOne ? 'a number' : 'numbers'}: ${numbers}`;
}
