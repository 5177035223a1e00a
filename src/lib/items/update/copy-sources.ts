import { AutodyneError } from '../../errors/autodyne-error.ts';
import { closest } from '../../errors/closest.ts';
import type { Placeholders } from '../conditions/expression.ts';
import { valueAtPath } from '../expressions/evaluate-condition.ts';
import { toPlainJsonText } from '../json/plain-json-text.ts';
import { formatAttributePath } from '../keys/attribute-path.ts';
import type { Item } from '../values/attribute-value.ts';
import type { CopyAction, UpdateAction } from './update-action.ts';

/** The conditions under which there is something at each path that is copied from. */
export function sourcesExist(actions: readonly UpdateAction[], placeholders: Placeholders): string[] {
  return actions.filter(isCopy).map(({ from }) => `attribute_exists(${placeholders.path(from)})`);
}

/** The error for paths to copy from at which the item has nothing; `undefined` where there are none. */
export function nothingToCopy(
  item: Item,
  { key, actions }: { key: Item; actions: readonly UpdateAction[] },
  cause: unknown,
): AutodyneError | undefined {
  const absent = actions.filter(isCopy).filter(({ from }) => valueAtPath(item, from) === undefined);
  if (absent.length === 0) return undefined;
  const names = absent.map(({ from }) => formatAttributePath(from));
  const near = absent.flatMap(({ from: [name, ...inside] }) =>
    inside.length > 0 ? [] : (closest(String(name), Object.keys(item)) ?? []),
  );
  return new AutodyneError(
    'InvalidInput',
    `nothing was changed in the item ${toPlainJsonText(key)}: it has no ${names.join(' and no ')} to copy`,
    { cause, suggestions: near.map((name) => `did you mean ${formatAttributePath([name])}?`) },
  );
}

function isCopy(action: UpdateAction): action is CopyAction {
  return action.kind === 'copy';
}
