import { type KeyAttribute, type KeySchema, keyAttributesOf } from '../items/keys/key-schema.ts';

/** A key attribute as people and flags write it: `id:S`. Two that read the same are the same. */
export function keyAttributeText({ name, type }: KeyAttribute): string {
  return `${name}:${type}`;
}

/** A whole primary key: `artist:S, title:S`. */
export function primaryKeyText(key: KeySchema): string {
  return keyAttributesOf(key).map(keyAttributeText).join(', ');
}
