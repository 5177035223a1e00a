import type { Placeholders } from '../conditions/expression.ts';
import type { UpdateAction } from './update-args.ts';

const CLAUSES = ['set', 'remove', 'add', 'delete'] as const;

/** The update expression of some changes: one clause for each kind; names and values go into `placeholders`. */
export function updateExpression(actions: readonly UpdateAction[], placeholders: Placeholders): string {
  return CLAUSES.flatMap((kind) => {
    const texts = actions
      .filter((action) => action.kind === kind)
      .map((action) => actionText(action, placeholders));
    return texts.length === 0 ? [] : [`${kind.toUpperCase()} ${texts.join(', ')}`];
  }).join(' ');
}

function actionText(action: UpdateAction, placeholders: Placeholders): string {
  const path = placeholders.path(action.path);
  if (action.kind === 'remove') return path;
  const value = placeholders.value(action.value);
  return action.kind === 'set' ? `${path} = ${value}` : `${path} ${value}`;
}
