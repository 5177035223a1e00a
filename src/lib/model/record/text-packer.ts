import { isAscii } from 'node:buffer';
import type { AttributeValue, Item } from '../../items/values/attribute-value.ts';
import { after, BYTE, skipBlanks, stringEnd, typedValueEnd } from '../../json/json-scanner.ts';
import { parseJson } from '../../json/parse-json.ts';
import { requestJson } from '../../wire/request-body.ts';
import type { Model, ModelField } from '../definition/model.ts';
import { HEAD_BYTES, type ItemText, MAX_JSON_BYTES, parsedItem, SPAN_BYTES } from './item-text.ts';
import { attributeOfRecord } from './record-life.ts';
import type { RecordState } from './record-state.ts';

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

const writers = new WeakMap<Model, TextWriter>();

/** The writer of a model's items. */
export function writerOf(model: Model): TextWriter {
  let writer = writers.get(model);
  if (writer === undefined) {
    writer = new TextWriter(model);
    writers.set(model, writer);
  }
  return writer;
}

/** Makes the {@link ItemText}s of new records: what is sent is then also what a record keeps. */
class TextWriter {
  readonly #model: Model;
  /** By the field's position. */
  readonly #names: MemberName[] = [];
  readonly #parts = new JsonParts();
  readonly #head: Buffer;

  constructor(model: Model) {
    this.#model = model;
    this.#head = Buffer.alloc(HEAD_BYTES + model.fields.length * SPAN_BYTES);
  }

  /**
   * The text of a record's item; `undefined` for one that is too long for a text.
   * @param own what the item has besides its fields
   */
  write(state: RecordState, own: Item): ItemText | undefined {
    const { fields } = this.#model;
    this.#head.fill(0);
    const parts = this.#parts;
    parts.clear();
    for (const field of fields) {
      const value = attributeOfRecord(state, field);
      if (value === undefined) continue;
      this.#addName(field);
      const start = parts.length;
      parts.addValue(value);
      noteSpan(this.#head, field.position, start, parts.length - start);
    }
    for (const name in own) {
      const value = own[name];
      if (value === undefined) continue;
      parts.add(parts.length === 0 ? '{' : ',');
      parts.addJson(`${JSON.stringify(name)}:`);
      parts.addValue(value);
    }
    parts.add(parts.length === 0 ? '{}' : '}');
    if (parts.length > MAX_JSON_BYTES) return undefined;
    this.#head[0] = 1;
    const text = parts.join(this.#head.toString('latin1'));
    if (parts.isAscii) return text;
    const json = Buffer.from(text.slice(this.#head.length));
    return json.length > MAX_JSON_BYTES ? undefined : (new TextPacker(this.#model).pack(json, 0) as ItemText);
  }

  #addName({ attribute, position }: ModelField): void {
    const parts = this.#parts;
    let name = this.#names[position];
    // The one table's partition key may have got another name since.
    if (name?.attribute !== attribute) {
      name = new MemberName(attribute);
      this.#names[position] = name;
    }
    parts.isAscii &&= name.isAscii;
    parts.add(parts.length === 0 ? name.first : name.next);
  }
}

/** The name of an attribute, as the first member of an item, and as a later one. */
class MemberName {
  readonly attribute: string;
  readonly first: string;
  readonly next: string;
  readonly isAscii: boolean;

  constructor(attribute: string) {
    const json = JSON.stringify(attribute);
    this.attribute = attribute;
    this.first = `{${json}:`;
    this.next = `,${json}:`;
    this.isAscii = ASCII.test(json);
  }
}

/** Printable ASCII that is itself in JSON: most strings, of which `JSON.stringify` would make another one. */
const PLAIN = /^[ !#-[\]-~]*$/;

const ASCII = /^[\0-\x7f]*$/;

/** The parts of an item's JSON, joined at the end: a string that grows part by part is work for V8's collector. */
class JsonParts {
  /** What comes before the JSON, then the parts of this item. (Emptied, the array would be made anew for each.) */
  readonly #parts: string[] = [''];
  #count = 1;
  /** Of the JSON, in characters. */
  length = 0;
  isAscii = true;

  clear(): void {
    this.#count = 1;
    this.length = 0;
    this.isAscii = true;
  }

  add(part: string): void {
    this.#parts[this.#count] = part;
    this.#count += 1;
    this.length += part.length;
  }

  addValue(value: AttributeValue): void {
    if (value.S !== undefined) this.#addString('{"S":"', value.S);
    else if (value.N !== undefined) this.#addString('{"N":"', value.N);
    else if (value.BOOL !== undefined) this.add(value.BOOL ? '{"BOOL":true}' : '{"BOOL":false}');
    else if (value.SS !== undefined) this.addJson(JSON.stringify(value));
    else this.addJson(requestJson(value));
  }

  addJson(json: string): void {
    this.isAscii &&= ASCII.test(json);
    this.add(json);
  }

  #addString(head: string, value: string): void {
    this.add(head);
    if (PLAIN.test(value)) this.add(value);
    else this.addJson(JSON.stringify(value).slice(1, -1));
    this.add('"}');
  }

  /** All of it, after a head. */
  join(head: string): string {
    this.#parts[0] = head;
    this.#parts.length = this.#count;
    return this.#parts.join('');
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
