import type { AttributeValue, Item } from './attribute-value.ts';
import type { JsonNode, JsonText } from './json-node.ts';
import { plainItem } from './plain-json.ts';
import { typedItem } from './typed-json.ts';

/** The two ways to write an item in JSON. */
export type ItemForm = 'typed' | 'plain';

/** The JSON that the value of each type is written as. */
const VALUE_SHAPES: Readonly<Record<string, (node: JsonNode) => boolean>> = {
  S: isText,
  N: isTextOrNumber,
  B: isText,
  BOOL: (node) => node.type === 'literal' && node.value !== null,
  NULL: (node) => node.type === 'literal' && node.value === true,
  L: (node) => node.type === 'array',
  M: (node) => node.type === 'object',
  SS: isTextsOrNumbers,
  NS: isTextsOrNumbers,
  BS: isTextsOrNumbers,
};

function isText(node: JsonNode): boolean {
  return node.type === 'string';
}

/** DynamoDB JSON has numbers in quotes; one without is a slip in typed JSON, to be told as such. */
function isTextOrNumber(node: JsonNode): boolean {
  return node.type === 'string' || node.type === 'number';
}

function isTextsOrNumbers(node: JsonNode): boolean {
  return node.type === 'array' && node.elements.every(isTextOrNumber);
}

/** Whether JSON has the shape of one value in DynamoDB JSON, such as `{"N":"7"}`. */
export function isTypedValue(node: JsonNode): boolean {
  if (node.type !== 'object' || node.members.size !== 1) return false;
  const [[type, value] = []] = node.members;
  if (type === undefined || value === undefined || !Object.hasOwn(VALUE_SHAPES, type)) return false;
  return VALUE_SHAPES[type]?.(value) ?? false;
}

/**
 * Whether JSON has the shape of an item in DynamoDB JSON: every member an object with one member, named by a type
 * and holding what that type holds. An object without members says nothing, and counts as plain.
 */
export function isTypedItem(node: JsonNode): boolean {
  return node.type === 'object' && node.members.size > 0 && [...node.members.values()].every(isTypedValue);
}

/**
 * Whether an item, printed as plain JSON, could be taken for DynamoDB JSON: all its attributes are maps with one
 * member named by a type. (Never so for an item with its key, since a key attribute is no map.)
 */
export function looksTyped(item: Item): boolean {
  const values = Object.values(item);
  return values.every(isNamedByType) || (values.length === 1 && item['Item']?.M !== undefined);
}

function isNamedByType({ M }: AttributeValue): boolean {
  const names = M === undefined ? [] : Object.keys(M);
  return names.length === 1 && Object.hasOwn(VALUE_SHAPES, names[0] ?? '');
}

/**
 * The item that JSON says, in the given form or in the one that its shape tells. A line of a dump, `{"Item":{…}}`,
 * is the typed item in it.
 * @throws AutodyneError `InvalidInput` naming line, column and attribute
 */
export function itemFromJson(node: JsonNode, source: JsonText, form?: ItemForm): Item {
  const inner = node.type === 'object' && node.members.size === 1 ? node.members.get('Item') : undefined;
  if (form !== 'plain' && inner !== undefined && isTypedItem(inner)) return typedItem(inner, source);
  const isTyped = form === undefined ? isTypedItem(node) : form === 'typed';
  return isTyped ? typedItem(node, source) : plainItem(node, source);
}
