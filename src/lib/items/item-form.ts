import type { Item } from './attribute-value.ts';
import type { JsonNode, JsonText } from './json-node.ts';
import { type PlainOptions, plainItem } from './plain-json.ts';
import { typedItem } from './typed-json.ts';
import { isTypedMember } from './typed-shape.ts';

/** The two ways to write an item in JSON. */
export type ItemForm = 'typed' | 'plain';

/** Whether JSON has the shape of one value in DynamoDB JSON, such as `{"N":"7"}`. */
export function isTypedValue(node: JsonNode): boolean {
  if (node.type !== 'object' || node.members.size !== 1) return false;
  const [[type, value] = []] = node.members;
  return type !== undefined && value !== undefined && isTypedMember(type, value);
}

/**
 * Whether JSON has the shape of an item in DynamoDB JSON: every member an object with one member, named by a type
 * and holding what that type holds. An object without members says nothing, and counts as plain.
 */
export function isTypedItem(node: JsonNode): boolean {
  return node.type === 'object' && node.members.size > 0 && [...node.members.values()].every(isTypedValue);
}

/**
 * The item that JSON says, in the given form or in the one that its shape tells. A line of a dump, `{"Item":{…}}`,
 * is the typed item in it. In plain JSON, what looks like a value in DynamoDB JSON is refused unless plain is forced:
 * who writes both in one item means one of them.
 * @throws AutodyneError `InvalidInput` naming line, column and attribute
 */
export function itemFromJson(
  node: JsonNode,
  source: JsonText,
  form?: ItemForm,
  options: PlainOptions = {},
): Item {
  const inner = node.type === 'object' && node.members.size === 1 ? node.members.get('Item') : undefined;
  if (form !== 'plain' && inner !== undefined && isTypedItem(inner)) return typedItem(inner, source);
  const isTyped = form === undefined ? isTypedItem(node) : form === 'typed';
  return isTyped
    ? typedItem(node, source)
    : plainItem(node, source, { takesLookalikes: form === 'plain', ...options });
}
