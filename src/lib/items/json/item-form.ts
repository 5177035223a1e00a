import type { JsonNode, JsonText } from '../../json/json-node.ts';
import type { Item } from '../values/attribute-value.ts';
import { type PlainOptions, plainItem } from './plain-json.ts';
import { PLAIN_MARKS } from './plain-marks.ts';
import { typedItem } from './typed-json.ts';
import { isTypedMember, isTypeName } from './typed-shape.ts';

/** The two ways to write an item in JSON. */
export type ItemForm = 'typed' | 'plain';

/** True for JSON such as `{"N":"7"}`. */
export function isTypedValue(node: JsonNode): boolean {
  if (node.type !== 'object' || node.members.size !== 1) return false;
  const [[type, value] = []] = node.members;
  return type !== undefined && value !== undefined && isTypedMember(type, value);
}

/** Like {@link isTypedValue}, but the value may be invalid for its type. */
function isNodeNamedByType(node: JsonNode): boolean {
  if (node.type !== 'object' || node.members.size !== 1) return false;
  const [name] = node.members.keys();
  return isTypeName(name ?? '');
}

/** True where the value cannot be DynamoDB JSON: a scalar, or an object with a mark of plain JSON such as `$set`. */
function isPlainBeyondDoubt(node: JsonNode): boolean {
  if (node.type === 'array') return false;
  if (node.type !== 'object') return true;
  const [name = '', second] = node.members.keys();
  return second === undefined && PLAIN_MARKS.has(name);
}

/**
 * The form that an item is written in. DynamoDB JSON: every attribute is an object with one member, named by a type,
 * whether or not it holds what that type holds. Or some are sound, and none of the others could be a plain item's key:
 * then the odd one can be reported by its name. An object without members decides nothing, and counts as plain.
 */
export function formOf(node: JsonNode): ItemForm {
  if (node.type !== 'object' || node.members.size === 0) return 'plain';
  const values = [...node.members.values()];
  if (values.every(isNodeNamedByType)) return 'typed';
  return values.some(isTypedValue) && !values.some(isPlainBeyondDoubt) ? 'typed' : 'plain';
}

/**
 * The item that JSON describes, in the given form or in the one that its shape shows. A line of a dump, `{"Item":{…}}`,
 * is the typed item in it. In plain JSON, what looks like a value in DynamoDB JSON is refused unless plain is forced:
 * a person who writes both in one item means one of them.
 * @throws AutodyneError `InvalidInput` naming line, column and attribute
 */
export function itemFromJson(
  node: JsonNode,
  source: JsonText,
  form?: ItemForm,
  options: PlainOptions = {},
): Item {
  const inner = node.type === 'object' && node.members.size === 1 ? node.members.get('Item') : undefined;
  if (form !== 'plain' && inner !== undefined && formOf(inner) === 'typed') return typedItem(inner, source);
  return (form ?? formOf(node)) === 'typed'
    ? typedItem(node, source)
    : plainItem(node, source, { takesLookalikes: form === 'plain', ...options });
}
