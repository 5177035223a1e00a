import type { AutodyneError } from '../errors/autodyne-error.ts';
import type { AttributePath } from './attribute-path.ts';
import { type AttributeValue, type Item, newItem } from './attribute-value.ts';
import { decodeBase64 } from './base64.ts';
import { type JsonNode, type JsonObject, JsonText } from './json-node.ts';
import { readJson } from './json-reader.ts';
import { notBase64, valueError } from './value-error.ts';

/** The members that mark what JSON has no type for. A map that has just one of them is wrapped in `$map`. */
export const PLAIN_MARKS: ReadonlySet<string> = new Set(['$set', '$binary', '$map']);

/**
 * The item that plain JSON text says: numbers with all their digits, `{"$set":[…]}` a set of its elements' type,
 * `{"$binary":"base64"}` binary, `{"$map":{…}}` a map whose only member is named like one of these.
 * @param name where the text is from, for errors: a file's path, `stdin`, a flag
 * @throws AutodyneError `InvalidInput` naming line, column and attribute
 */
export function parsePlainItem(text: string, name: string): Item {
  const source = new JsonText(text, name);
  return plainItem(readJson(source), source);
}

/** The same for a single attribute value. */
export function parsePlainValue(text: string, name: string): AttributeValue {
  const source = new JsonText(text, name);
  return plainValue(readJson(source), source, []);
}

/** {@link parsePlainItem} for JSON that is read already. */
export function plainItem(node: JsonNode, source: JsonText): Item {
  if (node.type !== 'object') throw source.errorAt(node.offset, 'an item is a JSON object');
  return plainMap(node, source, []);
}

export function plainValue(node: JsonNode, source: JsonText, path: AttributePath): AttributeValue {
  switch (node.type) {
    case 'string':
      return { S: node.value };
    case 'number':
      return { N: node.text };
    case 'literal':
      return node.value === null ? { NULL: true } : { BOOL: node.value };
    case 'array':
      return { L: node.elements.map((element, index) => plainValue(element, source, [...path, index])) };
    case 'object':
      return markedValue(node, source, path) ?? { M: plainMap(node, source, path) };
  }
}

function plainMap(node: JsonObject, source: JsonText, path: AttributePath): Item {
  const map = newItem();
  for (const [name, member] of node.members) map[name] = plainValue(member, source, [...path, name]);
  return map;
}

/** What an object with one marking member stands for; `undefined` for any other object. */
function markedValue(node: JsonObject, source: JsonText, path: AttributePath): AttributeValue | undefined {
  if (node.members.size !== 1) return undefined;
  const [[mark, value] = []] = node.members;
  if (mark === undefined || value === undefined || !PLAIN_MARKS.has(mark)) return undefined;
  if (mark === '$binary' && value.type === 'string')
    return { B: plainBytes(value.value, value, source, path) };
  if (mark === '$set' && value.type === 'array') return plainSet(value.elements, value, source, path);
  if (mark === '$map' && value.type === 'object') return { M: plainMap(value, source, path) };
  const expected = { $binary: 'base64 text', $set: 'an array', $map: 'an object' }[mark];
  throw valueError(source, node, path, `${mark} holds ${expected}`, [
    `a map whose only member is named ${mark} is written {"$map":{"${mark}":…}}`,
  ]);
}

function plainSet(
  elements: readonly JsonNode[],
  node: JsonNode,
  source: JsonText,
  path: AttributePath,
): AttributeValue {
  const SS: string[] = [];
  const NS: string[] = [];
  const BS: Uint8Array[] = [];
  for (const element of elements) {
    if (element.type === 'string') SS.push(element.value);
    else if (element.type === 'number') NS.push(element.text);
    else {
      const binary = element.type === 'object' ? markedValue(element, source, path)?.B : undefined;
      if (binary === undefined) throw mixedSet(source, element, path);
      BS.push(binary);
    }
  }
  if (elements.length === 0) {
    throw valueError(source, node, path, 'a set cannot be empty', [
      'leave the attribute out, or use a list: []',
    ]);
  }
  if (SS.length === elements.length) return { SS };
  if (NS.length === elements.length) return { NS };
  if (BS.length === elements.length) return { BS };
  throw mixedSet(source, node, path);
}

function mixedSet(source: JsonText, node: JsonNode, path: AttributePath): AutodyneError {
  return valueError(source, node, path, 'a set holds strings only, numbers only or binary only');
}

function plainBytes(text: string, node: JsonNode, source: JsonText, path: AttributePath): Uint8Array {
  const bytes = decodeBase64(text);
  if (bytes === undefined) throw valueError(source, node, path, notBase64(text));
  return bytes;
}
