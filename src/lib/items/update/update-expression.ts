import type { Placeholders } from '../conditions/expression.ts';
import type { UpdateAction } from './update-action.ts';

/** In the order in which an expression has them. */
const CLAUSES = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const;

const CLAUSE_OF = {
  set: 'SET',
  'set-if-absent': 'SET',
  append: 'SET',
  prepend: 'SET',
  copy: 'SET',
  remove: 'REMOVE',
  add: 'ADD',
  delete: 'DELETE',
} as const satisfies Record<UpdateAction['kind'], (typeof CLAUSES)[number]>;

/** The update expression of some changes: one clause for each kind; names and values go into `placeholders`. */
export function updateExpression(actions: readonly UpdateAction[], placeholders: Placeholders): string {
  return CLAUSES.flatMap((clause) => {
    const texts = actions
      .filter(({ kind }) => CLAUSE_OF[kind] === clause)
      .map((action) => actionText(action, placeholders));
    return texts.length === 0 ? [] : [`${clause} ${texts.join(', ')}`];
  }).join(' ');
}

function actionText(action: UpdateAction, placeholders: Placeholders): string {
  const path = placeholders.path(action.path);
  if (action.kind === 'remove') return path;
  if (action.kind === 'copy') return `${path} = ${placeholders.path(action.from)}`;
  const value = placeholders.value(action.value);
  const there = (): string => `if_not_exists(${path}, ${placeholders.value({ L: [] })})`;
  switch (action.kind) {
    case 'set':
      return `${path} = ${value}`;
    case 'set-if-absent':
      return `${path} = if_not_exists(${path}, ${value})`;
    case 'append':
      return `${path} = list_append(${there()}, ${value})`;
    case 'prepend':
      return `${path} = list_append(${value}, ${there()})`;
    default:
      return `${path} ${value}`;
  }
}
