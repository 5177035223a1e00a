import { type AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { type JsonNode, type JsonObject, JsonText } from '../../json/json-node.ts';
import { readJson } from '../../json/json-reader.ts';
import { decodeBase64 } from '../../wire/base64.ts';
import type { AttributePath } from '../keys/attribute-path.ts';
import { type AttributeValue, type Item, newItem } from '../values/attribute-value.ts';
import { argWithJson } from './arg-with-json.ts';
import { toPlainJsonValueText } from './plain-json-text.ts';
import { PLAIN_MARKS } from './plain-marks.ts';
import { typedValue } from './typed-json.ts';
import { isTypedMember } from './typed-shape.ts';
import { notBase64, valueError } from './value-error.ts';

export interface PlainOptions {
  /** `{"N":"7"}` is a map as any other; else what looks like a value in DynamoDB JSON is refused. */
  takesLookalikes?: boolean;
  /** The flag or option that turns this on, for the message; absent where there is none. */
  hint?: string;
}

/**
 * The item that plain JSON describes: numbers with all their digits, `{"$set":[…]}` a set of its elements' type,
 * `{"$binary":"base64"}` binary, `{"$map":{…}}` a map, whatever it looks like.
 * @param name where the text is from, for errors: a file's path, `stdin`, a flag
 * @throws AutodyneError `InvalidInput` naming line, column and attribute; also for a map that looks like a value in
 *   DynamoDB JSON (`{"N":"7"}`) and is not in a `$map`
 */
export function parsePlainItem(text: string, name: string): Item {
  const source = new JsonText(text, name);
  return plainItem(readJson(source), source);
}

/**
 * The same for a single attribute value.
 * @param left the part before its `:=`, to show how it is written
 */
export function parsePlainValue(text: string, name: string, left = name): AttributeValue {
  const source = new JsonText(text, name);
  return new PlainReader(source, {}, (json) => argWithJson(left, json)).value(readJson(source), []);
}

/** {@link parsePlainItem} for JSON that is read already. */
export function plainItem(node: JsonNode, source: JsonText, options: PlainOptions = {}): Item {
  if (node.type !== 'object') throw source.errorAt(node.offset, 'an item is a JSON object');
  return new PlainReader(source, options).map(node, []);
}

/** A single attribute value, at a path in an item, from JSON that is parsed already. */
export function plainValue(
  node: JsonNode,
  source: JsonText,
  path: AttributePath,
  options: PlainOptions = {},
): AttributeValue {
  return new PlainReader(source, options).value(node, path);
}

/** Reads the JSON of one text. */
class PlainReader {
  readonly #source: JsonText;
  readonly #options: PlainOptions;
  readonly #show: (json: string) => string;

  /** @param show how the whole value is written, given its JSON */
  constructor(source: JsonText, options: PlainOptions, show: (json: string) => string = (json) => json) {
    this.#source = source;
    this.#options = options;
    this.#show = show;
  }

  value(node: JsonNode, path: AttributePath): AttributeValue {
    switch (node.type) {
      case 'string':
        return { S: node.value };
      case 'number':
        return { N: node.text };
      case 'literal':
        return node.value === null ? { NULL: true } : { BOOL: node.value };
      case 'array':
        return { L: node.elements.map((element, index) => this.value(element, [...path, index])) };
      case 'object':
        return this.#object(node, path);
    }
  }

  map(node: JsonObject, path: AttributePath): Item {
    const map = newItem();
    for (const [name, member] of node.members) map[name] = this.value(member, [...path, name]);
    return map;
  }

  /** A map, or the value of an object with one marking member. */
  #object(node: JsonObject, path: AttributePath): AttributeValue {
    const [[name, member] = []] = node.members.size === 1 ? node.members : [];
    if (name === undefined || member === undefined) return { M: this.map(node, path) };
    if (name === '$map' && member.type === 'object') return { M: this.map(member, path) };
    if (PLAIN_MARKS.has(name)) return markedValue(name, member, { node, source: this.#source, path });
    if (!this.#options.takesLookalikes && isTypedMember(name, member)) throw this.#lookalike(node, path);
    return { M: this.map(node, path) };
  }

  #lookalike(node: JsonObject, path: AttributePath): AutodyneError {
    const show = path.length === 0 ? this.#show : (json: string): string => json;
    const readings: [string, AttributeValue | undefined][] = [
      ['the value', typedMeaning(node, this.#source)],
      ['the map', { M: new PlainReader(this.#source, { takesLookalikes: true }).map(node, path) }],
    ];
    const suggestions = readings.flatMap(([what, value]) => {
      const json = value === undefined ? undefined : toPlainJsonValueText(value);
      return json === undefined || json.length > MAX_SHOWN ? [] : [`for ${what}: ${show(json)}`];
    });
    if (suggestions.length < 2) suggestions.push('write such a map as {"$map":{…}}');
    if (this.#options.hint !== undefined) suggestions.push(this.#options.hint);
    const [type = ''] = node.members.keys();
    const problem = `an object that looks like DynamoDB JSON: the name of its only member is a type, ${type}`;
    return valueError(this.#source, node, path, problem, suggestions);
  }
}

/** Longer JSON is of no use in a message. */
const MAX_SHOWN = 200;

/** The value, if this is DynamoDB JSON. */
function typedMeaning(node: JsonObject, source: JsonText): AttributeValue | undefined {
  try {
    return typedValue(node, source, []);
  } catch (error) {
    if (!isAutodyneError(error, 'InvalidInput')) throw error;
    const [member] = node.members.values();
    return member?.type === 'number' ? { N: member.text } : undefined;
  }
}

/** For error messages. */
interface Location {
  node: JsonNode;
  source: JsonText;
  path: AttributePath;
}

/** The value of an object with one marking member. */
function markedValue(mark: string, value: JsonNode, { node, source, path }: Location): AttributeValue {
  if (mark === '$binary' && value.type === 'string')
    return { B: plainBytes(value.value, value, source, path) };
  if (mark === '$set' && value.type === 'array') return plainSet(value.elements, value, source, path);
  const expected = { $binary: 'a base64 string', $set: 'an array', $map: 'an object' }[mark];
  throw valueError(source, node, path, `${mark} must contain ${expected}`, [
    `write a map whose only member is named ${mark} as {"$map":{"${mark}":…}}`,
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
      const binary = binaryElement(element, source, path);
      if (binary === undefined) throw mixedSet(source, element, path);
      BS.push(binary);
    }
  }
  if (elements.length === 0) {
    throw valueError(source, node, path, 'a set cannot be empty', ['omit the attribute, or use a list: []']);
  }
  if (SS.length === elements.length) return { SS };
  if (NS.length === elements.length) return { NS };
  if (BS.length === elements.length) return { BS };
  throw mixedSet(source, node, path);
}

function binaryElement(node: JsonNode, source: JsonText, path: AttributePath): Uint8Array | undefined {
  const [[mark, value] = []] = node.type === 'object' && node.members.size === 1 ? node.members : [];
  return mark === '$binary' && value !== undefined
    ? markedValue(mark, value, { node, source, path }).B
    : undefined;
}

function mixedSet(source: JsonText, node: JsonNode, path: AttributePath): AutodyneError {
  return valueError(source, node, path, 'a set must contain only strings, only numbers or only binary');
}

function plainBytes(base64: string, node: JsonNode, source: JsonText, path: AttributePath): Uint8Array {
  const bytes = decodeBase64(base64);
  if (bytes === undefined) throw valueError(source, node, path, notBase64(base64));
  return bytes;
}
