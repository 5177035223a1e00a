import type { KeySchema } from '../items/keys/key-schema.ts';
import { keyAttributesOf } from '../items/keys/key-schema.ts';
import { canonicalItem, type TypedJsonItem } from './canonical-item.ts';

/** An item's key as canonical DynamoDB JSON: equal for equal keys, and readable for a person. */
export function keyText(item: TypedJsonItem, key: KeySchema): string {
  const attributes = Object.create(null) as Record<string, unknown>;
  for (const { name } of keyAttributesOf(key)) attributes[name] = item[name];
  return canonicalItem(attributes);
}
