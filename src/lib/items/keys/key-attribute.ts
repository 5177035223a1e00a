import { AutodyneError } from '../../errors/autodyne-error.ts';
import { formatAttributePath, parseAttributePath } from './attribute-path.ts';
import type { KeyAttribute, KeyType } from './key-schema.ts';

const KEY_TYPES: readonly string[] = ['S', 'N', 'B'];

/**
 * Reads a key attribute as a person writes it: its name, a colon and its type (`id:S`). A name may hold colons too.
 * `kind` is for the message: `partition key`, say.
 * @throws AutodyneError `InvalidInput`, or `InvalidUsage` where the name is written as no attribute's is
 */
export function readKeyAttribute(arg: string, kind: string): KeyAttribute {
  const colon = arg.lastIndexOf(':');
  const name = arg.slice(0, colon);
  const type = arg.slice(colon + 1).toUpperCase();
  if (colon >= 1 && isKeyType(type)) return { name: readAttributeName(name), type };
  throw new AutodyneError('InvalidInput', `not a ${kind} and its type: "${arg}"`, {
    suggestions: [`write the attribute, a colon and S, N or B: ${colon < 1 ? arg : name}:S`],
  });
}

/**
 * Reads the name of a whole attribute, written as a path is: a dot in it has a backslash before it.
 * @throws AutodyneError `InvalidUsage` for a path inside an attribute, or a slip
 */
export function readAttributeName(text: string): string {
  const [name = '', ...inside] = parseAttributePath(text).map(String);
  if (inside.length === 0) return name;
  const escaped = text.replace(/(?<!\\)[.[]/g, '\\$&');
  throw new AutodyneError('InvalidUsage', `"${text}" is a path inside ${formatAttributePath([name])}`, {
    suggestions: [
      'the keys and the projection of an index must be top-level attributes',
      `for a name that contains such a character, write ${escaped}`,
    ],
  });
}

function isKeyType(type: string): type is KeyType {
  return KEY_TYPES.includes(type);
}
