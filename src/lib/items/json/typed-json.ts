import { type AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { type JsonNode, JsonText } from '../../json/json-node.ts';
import { readJson } from '../../json/json-reader.ts';
import { escapeControls } from '../../json/json-string.ts';
import { decodeBase64, encodeBase64 } from '../../wire/base64.ts';
import type { AttributePath } from '../keys/attribute-path.ts';
import { type AttributeValue, type Item, newItem } from '../values/attribute-value.ts';
import { notBase64, valueError } from './value-error.ts';

/**
 * The item that DynamoDB JSON describes, as the `aws` command prints it: `{"id":{"S":"…"}}`, binary in base64.
 * @param name where the text is from, for errors: a file's path, `stdin`, a flag
 * @throws AutodyneError `InvalidInput` naming line, column and attribute
 */
export function parseTypedItem(text: string, name: string): Item {
  const source = new JsonText(text, name);
  return typedItem(readJson(source), source);
}

/** {@link parseTypedItem} for JSON that is read already. */
export function typedItem(node: JsonNode, source: JsonText): Item {
  if (node.type !== 'object') throw source.errorAt(node.offset, 'an item is a JSON object');
  return typedMap(node, source, []);
}

/**
 * The first problem of an item in DynamoDB JSON, beginning with the attribute's name; `undefined` when there is none.
 */
export function typedItemProblem(node: JsonNode, source: JsonText): string | undefined {
  try {
    typedItem(node, source);
    return undefined;
  } catch (error) {
    if (!isAutodyneError(error, 'InvalidInput')) throw error;
    const { file, line, column } = error.details;
    return error.message.slice(`${file}:${line}:${column}: `.length);
  }
}

export function typedValue(node: JsonNode, source: JsonText, path: AttributePath): AttributeValue {
  const [[type, value] = []] = node.type === 'object' && node.members.size === 1 ? node.members : [];
  if (type === undefined || value === undefined) {
    throw valueError(source, node, path, 'a typed value is an object with one member, such as {"S":"text"}');
  }
  const reader = new TypedReader(value, source, path, type);
  switch (type) {
    case 'S':
      return { S: reader.text() };
    case 'N':
      return { N: reader.text() };
    case 'B':
      return { B: reader.bytes(reader.text()) };
    case 'BOOL':
      return { BOOL: reader.boolean() };
    case 'NULL':
      return { NULL: reader.true() };
    case 'L':
      return { L: reader.array().map((element, index) => typedValue(element, source, [...path, index])) };
    case 'M':
      return { M: typedMap(value, source, path) };
    case 'SS':
      return { SS: reader.texts() };
    case 'NS':
      return { NS: reader.texts() };
    case 'BS':
      return { BS: reader.texts().map((text) => reader.bytes(text)) };
    default:
      throw valueError(
        source,
        node,
        path,
        `${JSON.stringify(type)} is not a type: S N B BOOL NULL L M SS NS BS`,
      );
  }
}

function typedMap(node: JsonNode, source: JsonText, path: AttributePath): Item {
  if (node.type !== 'object') throw valueError(source, node, path, 'M must contain an object');
  const map = newItem();
  for (const [name, member] of node.members) map[name] = typedValue(member, source, [...path, name]);
  return map;
}

/** Reads the value under one type name, or throws the rule that it breaks. */
class TypedReader {
  readonly #node: JsonNode;
  readonly #source: JsonText;
  readonly #path: AttributePath;
  readonly #type: string;

  constructor(node: JsonNode, source: JsonText, path: AttributePath, type: string) {
    this.#node = node;
    this.#source = source;
    this.#path = path;
    this.#type = type;
  }

  text(node = this.#node): string {
    if (node.type === 'string') return node.value;
    const what = this.#type.startsWith('B') ? 'a base64 string' : 'a string in quotes';
    throw this.#expected(
      isBufferObject(node) ? `${what}, not an object that JSON.stringify made of binary` : what,
      node,
    );
  }

  texts(): string[] {
    return this.array().map((element) => this.text(element));
  }

  array(): readonly JsonNode[] {
    if (this.#node.type === 'array') return this.#node.elements;
    throw this.#expected('an array');
  }

  boolean(): boolean {
    if (this.#node.type === 'literal' && this.#node.value !== null) return this.#node.value;
    throw this.#expected('true or false');
  }

  true(): true {
    if (this.#node.type === 'literal' && this.#node.value === true) return true;
    throw this.#expected('true');
  }

  bytes(base64: string): Uint8Array {
    const bytes = decodeBase64(base64);
    if (bytes !== undefined) return bytes;
    throw valueError(this.#source, this.#node, this.#path, notBase64(base64));
  }

  #expected(what: string, node = this.#node): AutodyneError {
    return valueError(this.#source, node, this.#path, `${this.#type} must contain ${what}`);
  }
}

/** Node's `{"type":"Buffer","data":[…]}`, or an object of the bytes by their index. */
function isBufferObject(node: JsonNode): boolean {
  if (node.type !== 'object') return false;
  const type = node.members.get('type');
  return (type?.type === 'string' && type.value === 'Buffer') || node.members.has('0');
}

/** An item as DynamoDB JSON text, the form that the `aws` command reads and prints. */
export function toTypedJsonText(item: Item, options: { indent?: number } = {}): string {
  return escapeControls(JSON.stringify(printableMap(item), undefined, options.indent));
}

function printableMap(item: Item): Record<string, unknown> {
  const map = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of Object.entries(item)) map[name] = printableValue(value);
  return map;
}

function printableValue(value: AttributeValue): unknown {
  if (value.B !== undefined) return { B: encodeBase64(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(encodeBase64) };
  if (value.L !== undefined) return { L: value.L.map(printableValue) };
  if (value.M !== undefined) return { M: printableMap(value.M) };
  return value;
}
