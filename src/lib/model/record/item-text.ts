import { type AttributeValue, type Item, newItem } from '../../items/values/attribute-value.ts';
import { parseJson } from '../../json/parse-json.ts';
import { decodeValue, decodeValues } from '../../wire/attribute-bytes.ts';
import { isAttributeValue, itemShape } from '../../wire/item-shape.ts';
import { notDynamoDb } from '../../wire/response-shape.ts';
import type { Model, ModelField } from '../definition/model.ts';
import type { StoredType } from '../fields/field-type.ts';

/**
 * An item as it came, in one string, a character for each byte: its {@link HEAD_BYTES head}, where the value of each field
 * begins and how long it is (two bytes each, 0 for what the item does not have), then its DynamoDB JSON in UTF-8. To V8 it is one
 * object, and one without pointers; nothing of it is parsed before it is read, and to keep it keeps no page.
 */
export type ItemText = string;

/** An item of which nothing was parsed yet, and the model of its own class. */
export class UnreadItem {
  readonly model: Model;
  readonly text: ItemText;

  constructor(model: Model, text: ItemText) {
    this.model = model;
    this.text = text;
  }
}

/** 1 if the JSON is ASCII, else 0. */
export const HEAD_BYTES = 1;
/** Of each field. */
export const SPAN_BYTES = 4;
/** JSON that is longer is no {@link ItemText}. */
export const MAX_JSON_BYTES = 2 ** 16 - 1;

/** Bare values of these types are JSON's own; of the others binary may be a part. */
const HEADS: ReadonlyMap<StoredType, string> = new Map(
  (['S', 'N', 'BOOL', 'SS', 'NS'] as const).map((type) => [type, `{"${type}":`]),
);

/** The value of a field; undefined if the item does not have it. @throws AutodyneError `Unreachable` */
export function textValue(text: ItemText, field: ModelField, fieldCount: number): AttributeValue | undefined {
  const start = startOf(text, field, fieldCount);
  if (start === 0) return undefined;
  const value = parsed(jsonBetween(text, start, start + lengthOf(text, field)));
  decoded(() => decodeValue(value));
  if (!isAttributeValue(value))
    throw notDynamoDb('the read', `"${field.attribute}" is not an attribute value`);
  return value as AttributeValue;
}

/**
 * The bare value of a field (`'x'` of `{"S":"x"}`), where it is of this type and written as DynamoDB writes it; else
 * undefined.
 * @throws AutodyneError `Unreachable`
 */
export function bareTextValue(text: ItemText, field: ModelField, fieldCount: number): unknown {
  const { storedAs } = field.type;
  const head = storedAs && HEADS.get(storedAs);
  const start = startOf(text, field, fieldCount);
  if (head === undefined || start === 0 || !text.startsWith(head, start)) return undefined;
  const value: unknown = parsed(jsonBetween(text, start + head.length, start + lengthOf(text, field) - 1));
  if ((storedAs === 'SS' || storedAs === 'NS') && !Array.isArray(value))
    throw notDynamoDb('the read', `"${field.attribute}" is not an attribute value`);
  return value;
}

/** The whole item, in a new object. @throws AutodyneError `Unreachable` */
export function itemOfText(text: ItemText, fieldCount: number): Item {
  return parsedItem(jsonBetween(text, HEAD_BYTES + fieldCount * SPAN_BYTES, text.length));
}

/** @throws AutodyneError `Unreachable` for what is no item */
export function parsedItem(json: string): Item {
  const item = Object.assign(newItem(), parsed(json));
  decoded(() => decodeValues(item));
  const problem = itemShape(item, 'item');
  if (problem !== undefined) throw notDynamoDb('the read', problem);
  return item;
}

/** The item's DynamoDB JSON in UTF-8, a character for each byte. */
export function jsonOfText(text: ItemText, fieldCount: number): string {
  return text.slice(HEAD_BYTES + fieldCount * SPAN_BYTES);
}

/** Where the value of a field begins in the text; 0 if the item does not have it. */
function startOf(text: ItemText, { position }: ModelField, fieldCount: number): number {
  const start = twoBytes(text, HEAD_BYTES + position * SPAN_BYTES);
  return start === 0 ? 0 : HEAD_BYTES + fieldCount * SPAN_BYTES + start;
}

function lengthOf(text: ItemText, { position }: ModelField): number {
  return twoBytes(text, HEAD_BYTES + position * SPAN_BYTES + 2);
}

function twoBytes(text: ItemText, at: number): number {
  return text.charCodeAt(at) * 256 + text.charCodeAt(at + 1);
}

function jsonBetween(text: ItemText, start: number, end: number): string {
  const json = text.slice(start, end);
  return text.charCodeAt(0) === 1 ? json : Buffer.from(json, 'latin1').toString();
}

function parsed(json: string): object {
  try {
    return parseJson(json) as object;
  } catch {
    throw notDynamoDb('the read', 'an item is not JSON');
  }
}

function decoded(decode: () => void): void {
  try {
    decode();
  } catch {
    throw notDynamoDb('the read', 'binary that is not base64');
  }
}
