import { readsAsLiteral } from '../conditions/literal-text.ts';
import { splitTextList } from '../conditions/text-list.ts';
import { valueAtPath } from '../expressions/evaluate-condition.ts';
import type { AttributePath } from '../keys/attribute-path.ts';
import type { Item } from '../values/attribute-value.ts';
import { isListAction, type TextAction, textActions, type UpdateAction } from './update-action.ts';

/** The changes that may make a string where a number, true, false or null was meant: should something new be made. */
export function literalTexts(actions: readonly UpdateAction[]): TextAction[] {
  return textActions(actions).filter((action) => {
    const { kind, text } = action;
    if (kind === 'set' || kind === 'set-if-absent') return !action.isKeyTyped && readsAsLiteral(text);
    if (isListAction(action)) return splitTextList(text).every(readsAsLiteral);
    return kind === 'add' && splitTextList(text).every(isNumberText);
  });
}

/** A string, or strings in a set or list, that came where there was none, and reads as a number, true, false or null. */
export interface NewLiteral {
  path: AttributePath;
  text: string;
  kind: TextAction['kind'];
}

/** Those of {@link literalTexts} that were made where there was nothing, or null, `before`. */
export function newLiterals(actions: readonly UpdateAction[], before: Item): NewLiteral[] {
  return literalTexts(actions)
    .filter(({ path, kind }) => {
      const there = valueAtPath(before, path);
      if (there === undefined) return true;
      return kind === 'set-if-absent' ? false : there.NULL !== undefined || there.L?.length === 0;
    })
    .map(({ path, text, kind }) => ({ path, text, kind }));
}

/** Numbers of JSON's grammar. */
export function isNumberText(text: string): boolean {
  return readsAsLiteral(text) && /\d/.test(text);
}
