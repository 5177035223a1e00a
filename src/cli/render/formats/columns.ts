import { type AttributePath, formatAttributePath } from '../../../lib/items/keys/attribute-path.ts';
import type { AttributeValue, Item } from '../../../lib/items/values/attribute-value.ts';

/** The header of a column: the name of an attribute unchanged, or a path inside it, as it is typed. */
export function headerOf(path: AttributePath): string {
  return path.length === 1 ? String(path[0]) : formatAttributePath(path);
}

/** A column for every attribute that any of the items has: the key's first, the others by name. */
export function allColumns(items: readonly Item[], keyNames: readonly string[]): AttributePath[] {
  const names = new Set<string>();
  for (const item of items) for (const name of Object.keys(item)) names.add(name);
  const others = [...names].filter((name) => !keyNames.includes(name)).sort();
  const keys = items.length === 0 ? keyNames : keyNames.filter((name) => names.has(name));
  return [...keys, ...others].map((name) => [name]);
}

export function valueAt(item: Item, path: AttributePath): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item };
  for (const step of path) {
    if (typeof step === 'number') value = value?.L?.[step];
    else value = value?.M !== undefined && Object.hasOwn(value.M, step) ? value.M[step] : undefined;
  }
  return value;
}
