import { Args } from '@oclif/core';
import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import { shellQuote } from '../../lib/errors/command-text.ts';
import { type ItemInput, openItems } from '../../lib/items/elements/read-items.ts';
import { assertValidKey } from '../../lib/items/keys/check-key.ts';
import { keyAttributesOf, type TableSchema } from '../../lib/items/keys/key-schema.ts';
import { keyFromArgs } from '../../lib/items/read/key-input.ts';
import type { Item } from '../../lib/items/values/attribute-value.ts';
import { RetypeError } from '../meant/retyped-command.ts';
import { isInlineJson, keyInputOf } from '../system/read-input.ts';

const keyDefinition = {
  description: 'key file (key.json, or - for stdin), JSON, or key values: partition key, sort key',
  multiple: true,
  ignoreStdin: true,
} as const;

/** The KEY argument of the commands that work on one item. */
export const keyArgument = Args.string({ ...keyDefinition, required: true });

/** For commands that can also select items in another way. */
export const optionalKeyArgument = Args.string(keyDefinition);

/**
 * The single key that the args of KEY name.
 * @throws AutodyneError `InvalidInput` for no key, several keys, or one that does not fit the key schema of the table
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
 * The key or keys that the args of KEY name. The schema is loaded only for key values, which take their types from it.
 * @throws AutodyneError `InvalidInput` if the input cannot be read as keys
 */
export async function readKeys(
  args: readonly string[],
  loadSchema: () => Promise<TableSchema>,
): Promise<ItemInput> {
  const input = await keyInputOf(args);
  if (input !== undefined) return openItems(input);
  const schema = await loadSchema();
  assertValuesAlone(args, schema);
  return { kind: 'one', only: { item: keyFromArgs(args, schema), location: 'key' } };
}

/**
 * Refuses `id=ord-1` as the value of the key attribute `id`: an update would write an item with that key.
 * @throws AutodyneError `InvalidInput`
 */
function assertValuesAlone(args: readonly string[], { key }: TableSchema): void {
  const attributes = keyAttributesOf(key);
  const names = attributes.map(({ name }) => name);
  const values = new Map(
    args.flatMap((arg) => {
      const name = names.find((one) => arg.startsWith(`${one}=`) || arg.startsWith(`${one}:=`));
      return name === undefined
        ? []
        : [[name, unquoted(arg.slice(name.length).replace(/^:?=/, ''))] as const];
    }),
  );
  if (values.size === 0) return;
  const meant = names.flatMap((name) => values.get(name) ?? []);
  const whole = Object.fromEntries(names.map((name, index) => [name, args[index]]));
  throw new RetypeError(
    'InvalidInput',
    `KEY is the ${names.length === 1 ? 'value' : 'values'} of the key alone, without a name: ${args.map(shellQuote).join(' ')}`,
    args.length === values.size && values.size === names.length
      ? [
          { why: 'the value alone', args, meant },
          ...(attributes.every(({ type }) => type === 'S')
            ? [{ why: 'for a key that has this very text', args, meant: [JSON.stringify(whole)] }]
            : []),
        ]
      : [],
  );
}

/** The text of a JSON string; anything else as it is. */
function unquoted(text: string): string {
  return text.replace(/^"(.*)"$/s, '$1');
}

/** The name of the input in messages: the path of a file, `stdin`, or `JSON`. */
export function keysName([arg = '']: readonly string[]): string {
  if (arg === '-') return 'stdin';
  return isInlineJson(arg) ? 'JSON' : arg;
}
