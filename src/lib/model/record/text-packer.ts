import { isAscii } from 'node:buffer';
import type { Item } from '../../items/values/attribute-value.ts';
import { after, BYTE, skipBlanks, stringEnd, typedValueEnd } from '../../json/json-scanner.ts';
import { parseJson } from '../../json/parse-json.ts';
import { requestJson } from '../../wire/request-body.ts';
import type { Model, ModelField } from '../definition/model.ts';
import { HEAD_BYTES, type ItemText, MAX_JSON_BYTES, parsedItem, SPAN_BYTES } from './item-text.ts';

/** A member of items, as it is written. */
interface KnownMember {
  /** The name in quotes. */
  readonly json: Uint8Array;
  readonly name: string;
  /** Whose attribute it is. */
  readonly field: ModelField | undefined;
  /** The one that came after it the last time: items of a table resemble each other. */
  next: KnownMember | undefined;
}

/** Makes {@link ItemText}s of a model's items out of the bytes of responses. */
export class TextPacker {
  readonly #model: Model;
  readonly #first: KnownMember = { json: new Uint8Array(), name: '', field: undefined, next: undefined };
  readonly #byJson = new Map<string, KnownMember>();
  /** The next text. */
  #bytes = Buffer.alloc(1024);
  /** The body that was looked at last. */
  #body: { readonly bytes: Buffer; readonly isAscii: boolean } | undefined;
  /** After the item that was packed last. */
  end = 0;

  constructor(model: Model) {
    this.#model = model;
  }

  /**
   * The item that begins at this byte; parsed, if it is too long for a text. Where its attributes are is noted, and what
   * they are is not looked at.
   * @throws AutodyneError `Unreachable` for what is no object of objects
   */
  pack(body: Buffer, start: number): ItemText | Item {
    const headBytes = HEAD_BYTES + this.#model.fields.length * SPAN_BYTES;
    this.#bytes.fill(0, 0, headBytes);
    const end = this.#noteMembers(body, start);
    this.end = end;
    const length = end - start;
    if (length > MAX_JSON_BYTES) return parsedItem(body.toString('utf8', start, end));
    this.#bytes = withRoom(this.#bytes, headBytes, length);
    this.#bytes[0] = this.#isAscii(body, start, end) ? 1 : 0;
    body.copy(this.#bytes, headBytes, start, end);
    return this.#bytes.toString('latin1', 0, headBytes + length);
  }

  #noteMembers(body: Buffer, itemStart: number): number {
    let known = this.#first;
    let at = skipBlanks(body, after(body, itemStart, BYTE.openBrace));
    let isOpen = body[at] !== BYTE.closeBrace;
    while (isOpen) {
      if (known.next === undefined || !isWritten(known.next, body, at)) known.next = this.#memberAt(body, at);
      known = known.next;
      const start = skipBlanks(body, after(body, skipBlanks(body, at + known.json.length), BYTE.colon));
      after(body, start, BYTE.openBrace);
      const end = typedValueEnd(body, start);
      if (known.field !== undefined)
        noteSpan(this.#bytes, known.field.position, start - itemStart, end - start);
      at = skipBlanks(body, end);
      isOpen = body[at] === BYTE.comma;
      if (isOpen) at = skipBlanks(body, at + 1);
    }
    return after(body, at, BYTE.closeBrace);
  }

  /** The member whose name begins here. Those without a field are not kept: there may be any number of them. */
  #memberAt(body: Buffer, at: number): KnownMember {
    after(body, at, BYTE.quote);
    const end = stringEnd(body, at);
    const json = body.toString('utf8', at, end);
    const kept = this.#byJson.get(json);
    if (kept !== undefined && isWritten(kept, body, at)) return kept;
    const name = String(parseJson(json));
    const field = this.#model.fieldByAttribute.get(name);
    const member = { json: Uint8Array.from(body.subarray(at, end)), name, field, next: undefined };
    if (field !== undefined) this.#byJson.set(json, member);
    return member;
  }

  #isAscii(body: Buffer, start: number, end: number): boolean {
    if (this.#body?.bytes !== body) this.#body = { bytes: body, isAscii: isAscii(body) };
    return this.#body.isAscii || isAscii(body.subarray(start, end));
  }
}

/** (The one table's partition key may have got another name since.) */
function isWritten({ json, name, field }: KnownMember, body: Buffer, at: number): boolean {
  if (field !== undefined && field.attribute !== name) return false;
  for (let index = 0; index < json.length; index += 1) if (body[at + index] !== json[index]) return false;
  return true;
}

/** Makes {@link ItemText}s of items that are about to be written: what is sent is then also what the record keeps. */
export class TextWriter {
  readonly #model: Model;
  /** By the attribute's name: the name in JSON with its colon, and whose attribute it is. */
  readonly #members = new Map<string, { readonly json: string; readonly field: ModelField | undefined }>();
  #bytes = Buffer.alloc(1024);

  constructor(model: Model) {
    this.#model = model;
  }

  /** `undefined` for an item that is too long for a text. */
  write(item: Item): ItemText | undefined {
    const headBytes = HEAD_BYTES + this.#model.fields.length * SPAN_BYTES;
    this.#bytes.fill(0, 0, headBytes);
    let json = '{';
    for (const name in item) {
      const value = item[name];
      if (value === undefined) continue;
      const member = this.#memberOf(name);
      json += json.length === 1 ? member.json : `,${member.json}`;
      const valueJson = requestJson(value);
      if (member.field !== undefined)
        noteSpan(this.#bytes, member.field.position, json.length, valueJson.length);
      json += valueJson;
    }
    json += '}';
    const byteLength = Buffer.byteLength(json);
    if (byteLength > MAX_JSON_BYTES) return undefined;
    if (byteLength !== json.length) return new TextPacker(this.#model).pack(Buffer.from(json), 0) as ItemText;
    this.#bytes = withRoom(this.#bytes, headBytes, byteLength);
    this.#bytes[0] = 1;
    this.#bytes.write(json, headBytes, 'latin1');
    return this.#bytes.toString('latin1', 0, headBytes + byteLength);
  }

  #memberOf(name: string): { readonly json: string; readonly field: ModelField | undefined } {
    const known = this.#members.get(name);
    if (known !== undefined) return known;
    const member = { json: `${JSON.stringify(name)}:`, field: this.#model.fieldByAttribute.get(name) };
    this.#members.set(name, member);
    return member;
  }
}

/** Notes in a text's head where the value of a field is. (Of an item that is too long, nothing of this is used.) */
function noteSpan(bytes: Buffer, position: number, start: number, length: number): void {
  const at = HEAD_BYTES + position * SPAN_BYTES;
  bytes[at] = start >> 8;
  bytes[at + 1] = start;
  bytes[at + 2] = length >> 8;
  bytes[at + 3] = length;
}

/** The same bytes, or its head in larger ones, where the JSON would not fit. */
function withRoom(bytes: Buffer<ArrayBuffer>, headBytes: number, length: number): Buffer<ArrayBuffer> {
  return headBytes + length <= bytes.length
    ? bytes
    : Buffer.concat([bytes.subarray(0, headBytes)], headBytes + length * 2);
}
