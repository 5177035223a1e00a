import { type AttributeValue, getAttribute, type Item, newItem } from '../values/attribute-value.ts';
import { canonicalNumber } from '../values/decimal.ts';

/** The named attributes of an item, alone. */
export function keyOf(item: Item, names: readonly string[]): Item {
  const key = newItem();
  for (const name of names) {
    const value = getAttribute(item, name);
    if (value !== undefined) key[name] = value;
  }
  return key;
}

/** A string that is equal for equal values of the named attributes, to find repeated keys, or the response to a key. */
export function keyIdentity(item: Item, names: readonly string[]): string {
  return identityOfKey(names.map((name) => getAttribute(item, name)));
}

/** {@link keyIdentity} of the values of a key. */
export function identityOfKey(values: readonly (AttributeValue | undefined)[]): string {
  const [value] = values;
  return values.length === 1 && value?.S !== undefined
    ? `S${value.S}`
    : JSON.stringify(values.map(valueIdentity));
}

function valueIdentity(value: AttributeValue | undefined): readonly string[] {
  if (value?.N !== undefined) return ['N', canonicalNumber(value.N)];
  if (value?.B !== undefined) return ['B', Buffer.from(value.B).toString('base64')];
  return ['S', value?.S ?? ''];
}
