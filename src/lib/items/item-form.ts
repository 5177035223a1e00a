import type { AttributeValue, Item } from './attribute-value.ts';
import type { JsonNode, JsonText } from './json-node.ts';
import { PLAIN_MARKS, plainItem } from './plain-json.ts';
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

function isTypedValue(node: JsonNode): boolean {
  if (node.type !== 'object' || node.members.size !== 1) return false;
  const [[type, value] = []] = node.members;
  if (type === undefined || value === undefined || !Object.hasOwn(VALUE_SHAPES, type)) return false;
  return VALUE_SHAPES[type]?.(value) ?? false;
}

/** Whether a value is written as DynamoDB JSON writes one, whatever it holds: a type, and something. */
function isNodeNamedByType(node: JsonNode): boolean {
  if (node.type !== 'object' || node.members.size !== 1) return false;
  const [name] = node.members.keys();
  return Object.hasOwn(VALUE_SHAPES, name ?? '');
}

/** Whether a value is plain JSON beyond doubt: DynamoDB JSON has no scalar there, and no mark of what JSON lacks. */
function isPlainBeyondDoubt(node: JsonNode): boolean {
  if (node.type === 'array') return false;
  if (node.type !== 'object') return true;
  const [name = '', second] = node.members.keys();
  return second === undefined && PLAIN_MARKS.has(name);
}

/**
 * The form that an item is written in. DynamoDB JSON: every attribute is an object with one member, named by a type,
 * whether or not it holds what that type holds. Or some are sound, and none of the others could be a plain item's key:
 * then what is odd can be told by its name. An object without members says nothing, and counts as
 * plain.
 */
export function formOf(node: JsonNode): ItemForm {
  if (node.type !== 'object' || node.members.size === 0) return 'plain';
  const values = [...node.members.values()];
  if (values.every(isNodeNamedByType)) return 'typed';
  return values.some(isTypedValue) && !values.some(isPlainBeyondDoubt) ? 'typed' : 'plain';
}

/**
 * Whether an item, printed as plain JSON, could be taken for DynamoDB JSON: all its attributes are maps and lists, and
 * one is a map with one member named by a type. (Never so for an item with its key, since a key attribute is neither.)
 */
export function looksTyped(item: Item): boolean {
  const values = Object.values(item);
  const isDoubtful = values.every(({ M, L }) => M !== undefined || L !== undefined);
  return (isDoubtful && values.some(isNamedByType)) || (values.length === 1 && item['Item']?.M !== undefined);
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
  if (form !== 'plain' && inner !== undefined && formOf(inner) === 'typed') return typedItem(inner, source);
  return (form ?? formOf(node)) === 'typed' ? typedItem(node, source) : plainItem(node, source);
}
