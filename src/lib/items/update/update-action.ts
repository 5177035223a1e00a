import type { AttributePath } from '../keys/attribute-path.ts';
import type { AttributeValue } from '../values/attribute-value.ts';

interface ValueAction {
  kind: 'set' | 'add' | 'delete';
  path: AttributePath;
  value: AttributeValue;
  /** What was written after `=`, where it was not JSON after `:=`: no type was said. */
  text?: string;
  /** The text was read as the type of an index's key that the attribute is. */
  isKeyTyped?: true;
}

/**
 * One change to an item, as UpdateItem makes it.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
export type UpdateAction =
  | ValueAction
  /** Sets a value where there is none; what is there stays. */
  | { kind: 'set-unless-there'; path: AttributePath; value: AttributeValue }
  /** Puts elements behind those of a list; makes the list where there is none. */
  | { kind: 'append'; path: AttributePath; value: AttributeValue.LMember }
  | { kind: 'remove'; path: AttributePath };

/** A change that says a value without saying its type: `year=2011`. */
export type TextAction = ValueAction & { text: string };

/** Those of some changes. */
export function textActions(actions: readonly UpdateAction[]): TextAction[] {
  return actions.filter((action): action is TextAction => 'text' in action && action.text !== undefined);
}
