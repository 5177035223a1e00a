import { formOf, isTypedValue } from '../items/json/item-form.ts';
import { plainValue } from '../items/json/plain-json.ts';
import { toPlainJsonValueText } from '../items/json/plain-json-text.ts';
import { PLAIN_MARKS } from '../items/json/plain-marks.ts';
import { typedItem, typedValue } from '../items/json/typed-json.ts';
import { looksLikeTypedItem } from '../items/json/typed-shape.ts';
import type { AttributeValue } from '../items/values/attribute-value.ts';
import { type JsonNode, JsonText } from '../json/json-node.ts';
import { readJson } from '../json/json-reader.ts';

/** A list or a map as the JSON of a cell: plain, lossless, never one that {@link valueOfJsonCell} takes for DynamoDB JSON. */
export function jsonCell(value: AttributeValue): string {
  const text = toPlainJsonValueText(value);
  const isMistakable = value.M !== undefined && looksLikeTypedItem(value.M) && !text.startsWith('{"$map":');
  return isMistakable ? `{"$map":${text}}` : text;
}

/**
 * The value that the JSON of a cell is: plain JSON, or DynamoDB JSON as the console of AWS exports it, where a list is
 * `[{"S":"a"}]`, a map `{"a":{"S":"b"}}`, and any value can be `{"L":[…]}`.
 * @throws AutodyneError `InvalidInput` for what is no JSON, or plain JSON that cannot be read as a value
 */
export function valueOfJsonCell(text: string): AttributeValue {
  const source = new JsonText(text, CELL);
  const node = readJson(source);
  if (isMarked(node)) return plainValue(node, source, []);
  if (isTypedValue(node)) return typedValue(node, source, []);
  if (node.type === 'array' && node.elements.length > 0 && node.elements.every(isTypedValue))
    return { L: node.elements.map((element, index) => typedValue(element, source, [index])) };
  if (formOf(node) === 'typed') return { M: typedItem(node, source) };
  return plainValue(node, source, []);
}

/** The name of the text in messages, which the caller removes. */
const CELL = 'cell';

function isMarked(node: JsonNode): boolean {
  if (node.type !== 'object' || node.members.size !== 1) return false;
  const [name = ''] = node.members.keys();
  return PLAIN_MARKS.has(name);
}
