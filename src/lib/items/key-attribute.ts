import { AutodyneError } from '../errors/autodyne-error.ts';
import type { KeyAttribute, KeyType } from './key-schema.ts';

const KEY_TYPES: readonly string[] = ['S', 'N', 'B'];

/**
 * Reads a key attribute as a person writes it: its name, a colon and its type (`id:S`). A name may hold colons too.
 * `kind` is for the message: `partition key`, say.
 * @throws AutodyneError `InvalidInput`
 */
export function readKeyAttribute(word: string, kind: string): KeyAttribute {
  const colon = word.lastIndexOf(':');
  const name = word.slice(0, colon);
  const type = word.slice(colon + 1).toUpperCase();
  if (colon >= 1 && isKeyType(type)) return { name, type };
  throw new AutodyneError('InvalidInput', `not a ${kind} with its type: "${word}"`, {
    suggestions: [`write the attribute, a colon and S, N or B: ${colon < 1 ? word : name}:S`],
  });
}

function isKeyType(type: string): type is KeyType {
  return KEY_TYPES.includes(type);
}
