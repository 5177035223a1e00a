import { readsAsLiteral } from '../conditions/literal-text.ts';
import { splitTextList } from '../conditions/text-list.ts';
import { valueAtPath } from '../expressions/evaluate-condition.ts';
import type { AttributePath } from '../keys/attribute-path.ts';
import type { Item } from '../values/attribute-value.ts';
import { type TextAction, textActions, type UpdateAction } from './update-action.ts';

/** The changes that may make a string where a number, true, false or null was meant: should something new be made. */
export function literalTexts(actions: readonly UpdateAction[]): TextAction[] {
  return textActions(actions).filter(({ kind, text, isKeyTyped }) => {
    if (kind === 'set') return !isKeyTyped && readsAsLiteral(text);
    return kind === 'add' && splitTextList(text).every(isNumberText);
  });
}

/** A string, or set of strings, that is new in an item and reads as a number, true, false or null. */
export interface NewLiteral {
  path: AttributePath;
  text: string;
  isSet: boolean;
}

/** Those of {@link literalTexts} that were made where there was nothing, or null, `before`. */
export function newLiterals(actions: readonly UpdateAction[], before: Item): NewLiteral[] {
  return literalTexts(actions)
    .filter(({ path }) => {
      const there = valueAtPath(before, path);
      return there === undefined || there.NULL !== undefined;
    })
    .map(({ path, text, kind }) => ({ path, text, isSet: kind === 'add' }));
}

/** Numbers of JSON's grammar. */
export function isNumberText(text: string): boolean {
  return readsAsLiteral(text) && /\d/.test(text);
}
