import { type Item, newItem } from '../values/attribute-value.ts';

/**
 * The same item with its attributes in an order for people: the key's first, the rest by name. DynamoDB keeps no
 * order, and returns the same item in another one from call to call.
 */
export function inReadingOrder(item: Item, keyNames: readonly string[]): Item {
  const ordered = newItem();
  const others = Object.keys(item)
    .filter((name) => !keyNames.includes(name))
    .sort();
  for (const name of [...keyNames, ...others]) {
    const value = Object.hasOwn(item, name) ? item[name] : undefined;
    if (value !== undefined) ordered[name] = value;
  }
  return ordered;
}
