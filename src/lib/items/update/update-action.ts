import type { AttributePath } from '../keys/attribute-path.ts';
import type { AttributeValue } from '../values/attribute-value.ts';

interface ValueAction {
  /** `set-if-absent` sets a value where there is none; what is there stays. */
  kind: 'set' | 'set-if-absent' | 'add' | 'delete';
  path: AttributePath;
  value: AttributeValue;
  /** What was written after `=`, where it was not JSON after `:=`: no type was said. */
  text?: string;
  /** The text was read as the type of an index's key that the attribute is. */
  isKeyTyped?: true;
}

/** Puts elements behind, or before, those of a list; makes the list where there is none. */
export interface ListAction {
  kind: 'append' | 'prepend';
  path: AttributePath;
  value: AttributeValue.LMember;
  text?: string;
}

/** Sets what is at another path of the item, as it was before the update. */
export interface CopyAction {
  kind: 'copy';
  path: AttributePath;
  from: AttributePath;
}

/**
 * One change to an item, as UpdateItem makes it.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
export type UpdateAction = ValueAction | ListAction | CopyAction | { kind: 'remove'; path: AttributePath };

export type ValueTextAction = ValueAction & { text: string };

/** A change that says a value without saying its type: `year=2011`. */
export type TextAction = ValueTextAction | (ListAction & { text: string });

/** Those of some changes. */
export function textActions(actions: readonly UpdateAction[]): TextAction[] {
  return actions.filter((action): action is TextAction => 'text' in action && action.text !== undefined);
}

export function isListAction(action: UpdateAction): action is ListAction {
  return action.kind === 'append' || action.kind === 'prepend';
}

/** The flag of `update` that makes a change. */
export function flagOf({ kind }: Pick<UpdateAction, 'kind'>): `--${UpdateAction['kind']}` {
  return `--${kind}`;
}
