import { AutodyneError } from '../../errors/autodyne-error.ts';
import { encodeBase64 } from '../../wire/base64.ts';
import type { AttributeValue, Item } from '../values/attribute-value.ts';
import { canonicalNumber, numberProblem } from '../values/decimal.ts';
import { itemSizeBytes, MAX_ITEM_SIZE_BYTES } from '../values/item-size.ts';
import { type AttributePath, formatAttributePath } from './attribute-path.ts';
import { type ItemProblem, keyProblem } from './check-key.ts';
import type { TableSchema } from './key-schema.ts';

/**
 * Levels that DynamoDB takes in one item: an attribute's own value is the first, an element of a list in it the second.
 */
const MAX_NESTING = 32;

/** A name, of an attribute or of a map's member, is shorter than 64 KB. */
const MAX_NAME_BYTES = 65_535;

/**
 * DynamoDB keeps strings as UTF-8, which has no half of a surrogate pair: servers store something else in its place.
 */
const NOT_UNICODE = 'not Unicode text: half of a surrogate pair';

/**
 * Refuses an item that DynamoDB would refuse, before any request: numbers beyond 38 digits or out of range, empty
 * sets, repeated set elements, strings that are no Unicode, nesting over 32, more than 400 KB; with a schema also its
 * key and the keys of indexes.
 * @param location where the item is from, such as `items.jsonl:3:1`
 * @throws AutodyneError `InvalidInput` naming location and attribute
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export function assertValidItem(item: Item, location: string, schema?: TableSchema): void {
  const found = itemProblem(item, schema);
  if (found === undefined) return;
  throw new AutodyneError('InvalidInput', `${location}: ${found.problem}`, {
    suggestions: found.suggestions ?? [],
    details: { location },
  });
}

/** The first thing wrong with an item, if anything is. */
export function itemProblem(item: Item, schema?: TableSchema): ItemProblem | undefined {
  const found = (schema && keyProblem(item, schema)) ?? valuesProblem(item);
  if (found !== undefined) return found;
  const sizeBytes = itemSizeBytes(item);
  if (sizeBytes <= MAX_ITEM_SIZE_BYTES) return undefined;
  return {
    problem: `the item has ${sizeBytes} bytes, names included; DynamoDB allows at most ${MAX_ITEM_SIZE_BYTES} (400 KB)`,
  };
}

/** The first value in an item, or in a set of expression values, that DynamoDB would refuse. */
export function valuesProblem(item: Item): ItemProblem | undefined {
  return membersProblem(item, [], 1);
}

function membersProblem(members: Item, path: AttributePath, depth: number): ItemProblem | undefined {
  for (const [name, value] of Object.entries(members)) {
    const found = nameProblem(name, path) ?? valueProblem(value, [...path, name], depth);
    if (found !== undefined) return found;
  }
  return undefined;
}

function nameProblem(name: string, path: AttributePath): ItemProblem | undefined {
  const where = path.length === 0 ? '' : `attribute ${formatAttributePath(path)}: `;
  if (name === '') return { problem: `${where}a name cannot be empty` };
  if (!name.isWellFormed()) return { problem: `${where}a name is ${NOT_UNICODE}: ${JSON.stringify(name)}` };
  const sizeBytes = Buffer.byteLength(name);
  if (sizeBytes <= MAX_NAME_BYTES) return undefined;
  return { problem: `${where}a name has ${sizeBytes} bytes; DynamoDB allows at most ${MAX_NAME_BYTES}` };
}

function valueProblem(value: AttributeValue, path: AttributePath, depth: number): ItemProblem | undefined {
  if (depth > MAX_NESTING) {
    const attribute = formatAttributePath(path.slice(0, 1));
    return {
      problem: `attribute ${attribute}: nested more than ${MAX_NESTING} levels deep, which DynamoDB does not allow`,
    };
  }
  const problem = scalarProblem(value) ?? setProblem(value);
  if (problem !== undefined) return { problem: `attribute ${formatAttributePath(path)}: ${problem}` };
  if (value.M !== undefined) return membersProblem(value.M, path, depth + 1);
  for (const [index, element] of (value.L ?? []).entries()) {
    const found = valueProblem(element, [...path, index], depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function scalarProblem(value: AttributeValue): string | undefined {
  if (value.N !== undefined) return numberProblem(value.N);
  if (value.S !== undefined && !value.S.isWellFormed()) return NOT_UNICODE;
  return undefined;
}

function setProblem({ SS, NS, BS }: AttributeValue): string | undefined {
  const elements = SS ?? NS ?? BS;
  if (elements === undefined) return undefined;
  if (elements.length === 0) return 'a set cannot be empty';
  const problem = NS?.map(numberProblem).find((found) => found !== undefined);
  if (problem !== undefined) return problem;
  if (SS?.some((text) => !text.isWellFormed())) return NOT_UNICODE;
  const seen = new Set<string>();
  for (const text of SS ?? NS ?? BS?.map(encodeBase64) ?? []) {
    const canonical = NS === undefined ? text : canonicalNumber(text);
    if (seen.has(canonical))
      return `the set contains ${NS === undefined ? JSON.stringify(text) : text} twice`;
    seen.add(canonical);
  }
  return undefined;
}
