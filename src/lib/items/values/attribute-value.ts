import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An attribute value as the SDK's low-level client takes and returns it: numbers as strings, binary as bytes. */
export type { AttributeValue };

/** An item, or a key, by attribute name. Names may be anything (`__proto__` too): build them with {@link newItem}. */
export type Item = Record<string, AttributeValue>;

/** An empty item without a prototype, so that an attribute named `__proto__` is an attribute like any other. */
export function newItem(): Item {
  return Object.create(null) as Item;
}

/** An item's own attribute, whatever its name: `constructor` is no attribute of an item that has none. */
export function getAttribute(item: Item, name: string): AttributeValue | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}
