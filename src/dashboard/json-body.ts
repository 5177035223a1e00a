import { AutodyneError } from '../lib/errors/autodyne-error.ts';
import { typedItem } from '../lib/items/json/typed-json.ts';
import type { Item } from '../lib/items/values/attribute-value.ts';
import { type JsonNode, JsonText } from '../lib/json/json-node.ts';
import { readJson } from '../lib/json/json-reader.ts';
import { bodyTooLarge, maxBodyBytes } from './guard.ts';

/** The members of a request's body. What is not known is refused: a slip must not pass for something left out. */
export class JsonBody {
  readonly #source: JsonText;
  readonly #members: ReadonlyMap<string, JsonNode>;

  /** @throws AutodyneError `InvalidInput` naming line and column */
  constructor(text: string, known: readonly string[]) {
    this.#source = new JsonText(text, 'the request');
    const node = readJson(this.#source);
    if (node.type !== 'object') throw this.#source.errorAt(node.offset, 'expected an object');
    for (const [name, member] of node.members) {
      if (!known.includes(name))
        throw this.#source.errorAt(
          member.offset,
          `${JSON.stringify(name)} is not one of: ${known.join(', ')}`,
        );
    }
    this.#members = node.members;
  }

  has(name: string): boolean {
    return this.#members.has(name);
  }

  isNull(name: string): boolean {
    const node = this.#members.get(name);
    return node?.type === 'literal' && node.value === null;
  }

  text(name: string): string {
    const node = this.#required(name);
    if (node.type !== 'string') throw this.#wrong(node, name, 'a string');
    return node.value;
  }

  /** An item or key in typed JSON. */
  item(name: string): Item {
    const node = this.#required(name);
    if (node.type !== 'object') throw this.#wrong(node, name, 'an item in DynamoDB JSON');
    return typedItem(node, this.#source);
  }

  /** Items in typed JSON. */
  items(name: string): Item[] {
    const node = this.#required(name);
    if (node.type !== 'array') throw this.#wrong(node, name, 'an array of items in DynamoDB JSON');
    return node.elements.map((element) => typedItem(element, this.#source));
  }

  isTrue(name: string): boolean {
    const node = this.#members.get(name);
    if (node === undefined) return false;
    if (node.type !== 'literal' || node.value === null) throw this.#wrong(node, name, 'true or false');
    return node.value;
  }

  /** A whole number from 1. */
  count(name: string, atMost: number, unless: number): number {
    const node = this.#members.get(name);
    if (node === undefined) return unless;
    const value = node.type === 'number' && /^[1-9]\d{0,9}$/.test(node.text) ? Number(node.text) : 0;
    if (value < 1 || value > atMost) throw this.#wrong(node, name, `a whole number from 1 to ${atMost}`);
    return value;
  }

  #required(name: string): JsonNode {
    const node = this.#members.get(name);
    if (node === undefined) throw this.#source.errorAt(0, `${JSON.stringify(name)} is missing`);
    return node;
  }

  #wrong(node: JsonNode, name: string, expected: string): AutodyneError {
    return this.#source.errorAt(node.offset, `${JSON.stringify(name)} is not ${expected}`);
  }
}

/**
 * The body of a request, whole; the refusal of one that is longer than it may be, which is not read to its end.
 * @throws AutodyneError `InvalidInput` for what is no UTF-8
 */
export async function readBodyText(request: Request): Promise<string | Response> {
  const { pathname } = new URL(request.url);
  const most = maxBodyBytes(pathname);
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of request.body ?? []) {
    sizeBytes += chunk.length;
    // A length that was not announced, or was a lie.
    if (sizeBytes > most) return bodyTooLarge(pathname);
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    throw new AutodyneError('InvalidInput', 'the request is not UTF-8 text', { cause });
  }
}
