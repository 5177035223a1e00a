import { Args } from '@oclif/core';
import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import { type ItemInput, openItems } from '../../lib/items/elements/read-items.ts';
import { assertValidKey } from '../../lib/items/keys/check-key.ts';
import type { TableSchema } from '../../lib/items/keys/key-schema.ts';
import { keyFromArgs } from '../../lib/items/read/key-input.ts';
import type { Item } from '../../lib/items/values/attribute-value.ts';
import { isInlineJson, keyInputOf } from '../system/read-input.ts';

const keyDefinition = {
  description: 'key file (key.json, or - for stdin), JSON, or key values: partition key, sort key',
  multiple: true,
  ignoreStdin: true,
} as const;

/** The KEY argument of the commands that work on one item. */
export const keyArgument = Args.string({ ...keyDefinition, required: true });

/** The same where there are other ways to say which items are meant. */
export const optionalKeyArgument = Args.string(keyDefinition);

/**
 * The one key that the words of a KEY argument name.
 * @throws AutodyneError `InvalidInput` when they name none, several, or one that is no key of this table
 */
export async function readKey(args: readonly string[], schema: TableSchema): Promise<Item> {
  const keys = await readKeys(args, () => Promise.resolve(schema));
  if (keys.kind === 'many') {
    throw new AutodyneError('InvalidInput', `${args[0]} contains many keys; expected one`);
  }
  assertValidKey(keys.only.item, keys.only.location, schema);
  return keys.only.item;
}

/**
 * The key or keys that the words of a KEY argument name; the table's schema is asked for only to type words.
 * @throws AutodyneError `InvalidInput` when they are not to be read as keys
 */
export async function readKeys(
  args: readonly string[],
  loadSchema: () => Promise<TableSchema>,
): Promise<ItemInput> {
  const input = await keyInputOf(args);
  if (input !== undefined) return openItems(input);
  return { kind: 'one', only: { item: keyFromArgs(args, await loadSchema()), location: 'key' } };
}

/** What a person calls the input that the words of a KEY argument name: a file's path, `stdin`, `JSON`. */
export function keysName([arg = '']: readonly string[]): string {
  if (arg === '-') return 'stdin';
  return isInlineJson(arg) ? 'JSON' : arg;
}
