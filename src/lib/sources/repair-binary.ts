import { formOf } from '../items/json/item-form.ts';
import type { AttributeValue, Item } from '../items/values/attribute-value.ts';
import type { JsonNode, JsonObject } from '../json/json-node.ts';
import { decodeBase64, encodeBase64 } from '../wire/base64.ts';

/**
 * Restores base64 where `JSON.stringify` turned binary into an object: Node's `{"type":"Buffer","data":[…]}`, and in
 * DynamoDB JSON the SDK's `{"B":{"0":104,"1":105}}`, in sets too. Nothing else is changed.
 */
export function replaceBuffers(node: JsonNode): { node: JsonNode; count: number } {
  const asTyped = new BufferReplacer('typed');
  const typed = asTyped.replace(node);
  if (asTyped.count === 0) return { node, count: 0 };
  if (formOf(typed) === 'typed') return { node: typed, count: asTyped.count };
  const asPlain = new BufferReplacer('plain');
  return { node: asPlain.replace(node), count: asPlain.count };
}

class BufferReplacer {
  count = 0;
  readonly #form: 'typed' | 'plain';

  constructor(form: 'typed' | 'plain') {
    this.#form = form;
  }

  replace(node: JsonNode): JsonNode {
    if (node.type === 'array')
      return { ...node, elements: node.elements.map((element) => this.replace(element)) };
    if (node.type !== 'object') return node;
    const bytes = bufferBytes(node);
    if (bytes !== undefined) return this.#binary(node, bytes);
    const members = new Map<string, JsonNode>();
    for (const [name, member] of node.members) {
      const isTypeName = node.members.size === 1 && this.#form === 'typed';
      if (isTypeName && name === 'B') members.set(name, this.#indexed(member));
      else if (isTypeName && name === 'BS' && member.type === 'array') {
        const elements = member.elements.map((element) => this.#indexed(element));
        members.set(name, { ...member, elements });
      } else members.set(name, this.replace(member));
    }
    return { ...node, members };
  }

  /** For the value of a `B`, or an element of a `BS`. */
  #indexed(node: JsonNode): JsonNode {
    const bytes = indexedBytes(node);
    return bytes === undefined ? this.replace(node) : this.#binary(node, bytes);
  }

  #binary(at: JsonNode, bytes: Uint8Array): JsonNode {
    this.count += 1;
    const base64: JsonNode = { type: 'string', offset: at.offset, value: encodeBase64(bytes) };
    if (this.#form === 'typed') return base64;
    return { type: 'object', offset: at.offset, members: new Map([['$binary', base64]]) };
  }
}

function bufferBytes(node: JsonObject): Uint8Array | undefined {
  const type = node.members.get('type');
  const data = node.members.get('data');
  if (node.members.size !== 2 || type?.type !== 'string' || type.value !== 'Buffer') return undefined;
  return data?.type === 'array' ? bytesOf(data.elements) : undefined;
}

function indexedBytes(node: JsonNode): Uint8Array | undefined {
  if (node.type !== 'object' || node.members.size === 0) return undefined;
  const isIndexed = [...node.members.keys()].every((name, index) => name === String(index));
  return isIndexed ? bytesOf([...node.members.values()]) : undefined;
}

function bytesOf(nodes: readonly JsonNode[]): Uint8Array | undefined {
  const bytes = nodes.map((node) => (node.type === 'number' ? Number(node.text) : -1));
  return bytes.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255)
    ? Uint8Array.from(bytes)
    : undefined;
}

/**
 * Decodes, in place, binary inside lists and maps and in sets whose bytes are base64 again: the damage that some restore
 * tools did. They decoded a value of the item itself, so that it is left alone.
 * Binary that is really base64 text looks the same, so this is done only on request.
 * @returns the number of values that were changed
 */
export function repairDoubleBase64(item: Item): number {
  let count = 0;
  const repair = (value: AttributeValue): void => {
    if (value.B !== undefined) {
      const bytes = decodedOnceMore(value.B);
      if (bytes === undefined) return;
      value.B = bytes;
      count += 1;
    } else if (value.BS !== undefined) {
      const decoded = value.BS.map(decodedOnceMore);
      if (decoded.some((bytes) => bytes === undefined)) return;
      value.BS = decoded.filter((bytes) => bytes !== undefined);
      count += 1;
    } else for (const inner of [...(value.L ?? []), ...Object.values(value.M ?? {})]) repair(inner);
  };
  for (const value of Object.values(item)) if (value.B === undefined) repair(value);
  return count;
}

function decodedOnceMore(bytes: Uint8Array): Uint8Array | undefined {
  return bytes.length === 0 ? undefined : decodeBase64(Buffer.from(bytes).toString('latin1'));
}
