import { AutodyneError } from '../../errors/autodyne-error.ts';
import { decodeBase64 } from '../../wire/base64.ts';
import { notBase64 } from '../json/value-error.ts';
import { assertValidKey, describeKey } from '../keys/check-key.ts';
import { type KeyType, keyAttributesOf, type TableSchema } from '../keys/key-schema.ts';
import { type AttributeValue, type Item, newItem } from '../values/attribute-value.ts';

/**
 * The key whose values are given as arguments, in the order partition key, sort key, typed from the table's schema:
 * a string as it is, a number's digits, binary as base64.
 * @throws AutodyneError `InvalidInput` when they are too many, too few, or not of the type
 */
export function keyFromArgs(args: readonly string[], schema: TableSchema): Item {
  const attributes = keyAttributesOf(schema.key);
  if (args.length !== attributes.length) {
    const wanted = attributes.length === 1 ? 'one value' : 'two values';
    throw new AutodyneError(
      'InvalidInput',
      `the key of table "${schema.tableName}" is ${describeKey(schema)}: expected ${wanted}, not ${args.length}`,
      {
        suggestions: ['quote values that contain spaces; the name of a key file must end in .json or .jsonl'],
      },
    );
  }
  const key = newItem();
  for (const [index, { name, type }] of attributes.entries()) {
    key[name] = keyValue(args[index] ?? '', name, type);
  }
  assertValidKey(key, 'key', schema);
  return key;
}

/** An argument as the value of a key attribute. */
function keyValue(arg: string, name: string, type: KeyType): AttributeValue {
  if (type === 'S') return { S: arg };
  if (type === 'N') return { N: arg };
  const bytes = decodeBase64(arg);
  if (bytes !== undefined) return { B: bytes };
  throw new AutodyneError('InvalidInput', `key: attribute ${name}: ${notBase64(arg)}`);
}
