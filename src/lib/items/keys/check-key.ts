import { AutodyneError } from '../../errors/autodyne-error.ts';
import { WAYS } from '../../errors/ways.ts';
import { type AttributeValue, getAttribute, type Item } from '../values/attribute-value.ts';
import { numberProblem } from '../values/decimal.ts';
import { valueSizeBytes } from '../values/item-size.ts';
import { formatAttributePath } from './attribute-path.ts';
import { type KeyAttribute, keyAttributesOf, type TableSchema } from './key-schema.ts';

export interface ItemProblem {
  problem: string;
  suggestions?: readonly string[];
}

const MAX_PARTITION_KEY_BYTES = 2048;
const MAX_SORT_KEY_BYTES = 1024;

const TYPE_NAMES: Readonly<Record<string, string>> = {
  S: 'a string',
  N: 'a number',
  B: 'binary',
  BOOL: 'true or false',
  NULL: 'null',
  L: 'a list',
  M: 'a map',
  SS: 'a set of strings',
  NS: 'a set of numbers',
  BS: 'a set of binary values',
};

/**
 * Refuses a key that is not exactly a key of the table: attributes missing or too many, a wrong type, empty, too long.
 * @param location where the key is from, such as `key.json:1:1`
 * @throws AutodyneError `InvalidInput` naming location and attribute
 */
export function assertValidKey(key: Item, location: string, schema: TableSchema): void {
  const found = keyProblem(key, schema) ?? surplus(key, schema);
  if (found === undefined) return;
  throw new AutodyneError('InvalidInput', `${location}: ${found.problem}`, {
    suggestions: found.suggestions ?? [`the key of table "${schema.tableName}" is ${describeKey(schema)}`],
    details: { location },
  });
}

/** A table's key for messages: `artist (text) and song (text)`. */
export function describeKey(schema: TableSchema): string {
  return keyAttributesOf(schema.key)
    .map(({ name, type }) => `${name} (${TYPE_NAMES[type]})`)
    .join(' and ');
}

/** A type for messages: `text`, `a number`. */
export function describeType(type: string): string {
  return TYPE_NAMES[type] ?? type;
}

/** Checks the table's key and the keys of its indexes; `undefined` when there is no problem. */
export function keyProblem(item: Item, schema: TableSchema): ItemProblem | undefined {
  const { partitionKey, sortKey } = schema.key;
  const found =
    requiredProblem(item, partitionKey, 'partition key', MAX_PARTITION_KEY_BYTES) ??
    (sortKey && requiredProblem(item, sortKey, 'sort key', MAX_SORT_KEY_BYTES));
  if (found !== undefined) return found;
  for (const index of schema.indexes) {
    for (const [keys, kind, maxBytes] of [
      [index.partitionKeys, 'partition key', MAX_PARTITION_KEY_BYTES],
      [index.sortKeys, 'sort key', MAX_SORT_KEY_BYTES],
    ] as const) {
      for (const key of keys) {
        // An item without the attribute is left out of the index; one with a wrong value is refused.
        const value = getAttribute(item, key.name);
        const problem = value && keyValueProblem(value, key, `the ${kind} of index ${index.name}`, maxBytes);
        if (problem) return problem;
      }
    }
  }
  return undefined;
}

/**
 * True where an item with this value is in the index. One with another value can be in the table: it was written before
 * the index was created.
 */
export function canBeKey(value: AttributeValue, key: KeyAttribute, kind: 'partition' | 'sort'): boolean {
  if (value[key.type] === undefined) return false;
  const sizeBytes = valueSizeBytes(value);
  return sizeBytes > 0 && sizeBytes <= (kind === 'partition' ? MAX_PARTITION_KEY_BYTES : MAX_SORT_KEY_BYTES);
}

function requiredProblem(
  item: Item,
  key: KeyAttribute,
  kind: string,
  maxBytes: number,
): ItemProblem | undefined {
  const value = getAttribute(item, key.name);
  if (value === undefined) return { problem: `the ${kind} ${formatAttributePath([key.name])} is missing` };
  return keyValueProblem(value, key, `the ${kind}`, maxBytes);
}

function keyValueProblem(
  value: AttributeValue,
  key: KeyAttribute,
  role: string,
  maxBytes: number,
): ItemProblem | undefined {
  const attribute = `attribute ${formatAttributePath([key.name])}`;
  const type = Object.keys(value)[0] ?? '';
  if (type !== key.type) {
    const memberNames = Object.keys(value.M ?? {});
    const looksTyped = memberNames.length === 1 && Object.hasOwn(TYPE_NAMES, memberNames[0] ?? '');
    return {
      problem: `${attribute}: ${role} is ${TYPE_NAMES[key.type]} (${key.type}), but this is ${TYPE_NAMES[type]} (${type})`,
      ...(looksTyped ? { suggestions: [WAYS.typedInput] } : {}),
    };
  }
  if (value.N !== undefined) {
    const problem = numberProblem(value.N);
    return problem === undefined ? undefined : { problem: `${attribute}: ${problem}` };
  }
  const sizeBytes = valueSizeBytes(value);
  if (sizeBytes === 0) return { problem: `${attribute}: ${role} cannot be empty` };
  if (sizeBytes <= maxBytes) return undefined;
  return { problem: `${attribute}: ${role} has ${sizeBytes} bytes; DynamoDB allows at most ${maxBytes}` };
}

function surplus(key: Item, schema: TableSchema): ItemProblem | undefined {
  const known = keyAttributesOf(schema.key).map(({ name }) => name);
  const unknown = Object.keys(key).find((name) => !known.includes(name));
  if (unknown === undefined) return undefined;
  return { problem: `attribute ${formatAttributePath([unknown])} is not part of the key` };
}
