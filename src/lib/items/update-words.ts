import { AutodyneError } from '../errors/autodyne-error.ts';
import { type AttributePath, parseAttributePath } from './attribute-path.ts';
import type { AttributeValue } from './attribute-value.ts';
import { parsePlainValue } from './plain-json.ts';
import { splitWord } from './where.ts';

/** One change to an item, as UpdateItem makes it. */
export type UpdateAction =
  | { kind: 'set' | 'add' | 'delete'; path: AttributePath; value: AttributeValue }
  | { kind: 'remove'; path: AttributePath };

/** The words of `update`'s flags, as given: `--set`, `--add` and `--delete` take `path=text` or `path:=json`. */
export interface UpdateWords {
  set?: readonly string[] | undefined;
  add?: readonly string[] | undefined;
  delete?: readonly string[] | undefined;
  remove?: readonly string[] | undefined;
}

/**
 * Reads the changes that a person asked for. Text is text; a set to add to or delete from may be written as text with
 * commas (`tags=new,hot`), or as JSON (`tags:={"$set":["new"]}`); a number to add is JSON (`counter:=1`).
 * @throws AutodyneError `InvalidUsage` naming the flag and the word
 */
export function parseUpdateWords(words: UpdateWords): UpdateAction[] {
  const actions = [
    ...(words.set ?? []).map(
      (word): UpdateAction => ({ kind: 'set', ...assignment('--set', word, textValue) }),
    ),
    ...(words.add ?? []).map((word): UpdateAction => ({ kind: 'add', ...addition('--add', word) })),
    ...(words.delete ?? []).map((word): UpdateAction => ({ kind: 'delete', ...deletion('--delete', word) })),
    ...(words.remove ?? []).map((word): UpdateAction => ({ kind: 'remove', path: parseAttributePath(word) })),
  ];
  if (actions.length === 0) {
    throw new AutodyneError('InvalidUsage', 'nothing to change', {
      suggestions: ['say what with --set, --add, --delete or --remove'],
    });
  }
  return actions;
}

interface Assignment {
  path: AttributePath;
  value: AttributeValue;
}

function assignment(flag: string, word: string, fromText: (text: string) => AttributeValue): Assignment {
  const { left, isJson, value } = splitWord(word);
  if (value === undefined) {
    throw new AutodyneError('InvalidUsage', `${flag} ${word}: there is no value`, {
      suggestions: [`write ${flag} ${left}=TEXT or ${flag} ${left}:=JSON`],
    });
  }
  const path = parseAttributePath(left);
  return { path, value: isJson ? parsePlainValue(value, `${flag} ${left}`) : fromText(value) };
}

/** ADD takes a number or a set. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html */
function addition(flag: string, word: string): Assignment {
  const added = assignment(flag, word, textSet);
  if (isNumberOrSet(added.value)) return added;
  throw new AutodyneError('InvalidUsage', `${flag} ${word}: only a number or a set can be added`, {
    suggestions: ['a number: --add counter:=1', 'to a set: --add tags=new,hot'],
  });
}

function deletion(flag: string, word: string): Assignment {
  const deleted = assignment(flag, word, textSet);
  if (isSet(deleted.value)) return deleted;
  throw new AutodyneError('InvalidUsage', `${flag} ${word}: only elements of a set can be deleted`, {
    suggestions: ['elements: --delete tags=old,cold', 'a whole attribute: --remove NAME'],
  });
}

function textValue(text: string): AttributeValue {
  return { S: text };
}

function textSet(text: string): AttributeValue {
  return { SS: text.split(',') };
}

function isSet(value: AttributeValue): boolean {
  return value.SS !== undefined || value.NS !== undefined || value.BS !== undefined;
}

function isNumberOrSet(value: AttributeValue): boolean {
  return value.N !== undefined || isSet(value);
}
