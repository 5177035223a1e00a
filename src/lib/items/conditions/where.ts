import { AutodyneError } from '../../errors/autodyne-error.ts';
import { type AttributePath, formatAttributePath, parseAttributePath } from '../keys/attribute-path.ts';
import type { KeyRoles } from '../keys/key-schema.ts';
import { attributeOf, type Condition, isOperator, type Operator } from './condition.ts';
import { conditionSlip, isOperatorMeant, unknownOperator } from './operator-slips.ts';
import { readOperands } from './where-operands.ts';

/**
 * Reads conditions as people write them, a word each (the shell has taken the quotes away):
 * `artist=No One You Know`, `year.gte:=2010`, `city.in=London,Paris`, `info.rating.between:=[3,5]`, `email.exists`.
 * `=` is followed by text, `:=` by plain JSON. A dot goes into a map; a dot that belongs to a name is `\.`. The last
 * name is an operator when it is one; a path that ends in such a name takes `.eq`.
 * Text after `=` that is compared with a key attribute is read as the key's type; JSON after `:=` is taken as written,
 * but for the table's own key, which has one type in every item.
 * @throws AutodyneError `InvalidUsage` naming the word; `InvalidInput` for a value that DynamoDB does not take
 */
export function parseWhere(words: readonly string[], keys: KeyRoles): Condition[] {
  return words.map((word) => parseWhereWord(word, keys));
}

function parseWhereWord(word: string, keys: KeyRoles): Condition {
  const { left, isJson, value } = splitWord(word);
  const problem = conditionSlip({ left, isJson, value }, word);
  if (problem !== undefined) throw problem;
  const { path, operator } = splitOperator(parseAttributePath(left), keys, { word, isJson });
  if (value === undefined && operator !== 'exists' && operator !== 'not_exists') throw noValue(word, path);
  const key = path.length === 1 ? keys.get(attributeOf(path)) : undefined;
  const operands = readOperands({ operator, isJson, text: value ?? '', key, left, word });
  return { path, operator, operands, word };
}

/** A word cut at its first `=` or `:=` that has no backslash before it. */
export interface SplitWord {
  /** What is before: a path, with its backslashes. */
  left: string;
  isJson: boolean;
  /** What is after, as it was written; `undefined` when there is no `=`. */
  value: string | undefined;
}

/** Splits `path=text` or `path:=json`. */
export function splitWord(word: string): SplitWord {
  for (let at = 0; at < word.length; at += 1) {
    if (word[at] === '\\') at += 1;
    else if (word.startsWith(':=', at)) {
      return { left: word.slice(0, at), isJson: true, value: word.slice(at + 2) };
    } else if (word[at] === '=') {
      return { left: word.slice(0, at), isJson: false, value: word.slice(at + 1) };
    }
  }
  return { left: word, isJson: false, value: undefined };
}

function splitOperator(
  written: AttributePath,
  keys: KeyRoles,
  { word, isJson }: { word: string; isJson: boolean },
): { path: AttributePath; operator: Operator } {
  const last = written.at(-1);
  const before = written.slice(0, -1);
  const isOperatorWord = before.length > 0 && typeof last === 'string' && isOperator(last);
  const [path, operator]: [AttributePath, Operator] = isOperatorWord ? [before, last] : [written, 'eq'];
  const [, ...inside] = path;
  const member = inside.at(-1);
  if (member === undefined) return { path, operator };
  const key = keys.get(attributeOf(path));
  // The table's key has nothing inside it, so what follows its name can only be meant as an operator.
  if (key?.isOfTable) throw unknownOperator(path, word, { canBeMember: false });
  if (isOperatorWord || typeof member !== 'string') return { path, operator };
  const isTextForKey = key !== undefined && !isJson;
  if (isTextForKey || isOperatorMeant(member)) throw unknownOperator(path, word, { canBeMember: true });
  return { path, operator };
}

function noValue(word: string, path: AttributePath): AutodyneError {
  const name = formatAttributePath(path);
  return new AutodyneError('InvalidUsage', `the condition "${word}" has no value`, {
    suggestions: [`write ${name}=TEXT, ${name}:=JSON or ${name}.exists`],
  });
}
