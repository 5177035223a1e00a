import { type AttributeValue, type Item, newItem } from '../items/values/attribute-value.ts';
import { decodeBase64 } from '../wire/base64.ts';
import type { TypedJsonItem } from './canonical-item.ts';

/**
 * An item in DynamoDB JSON, as `JSON.parse` returns it, with its binary decoded: the fast path for many items. Checks
 * only what it must touch; `canonicalItem` refuses anything but DynamoDB JSON.
 * @throws TypeError for binary that is not base64.
 */
export function decodeTypedJson(json: TypedJsonItem): Item {
  const item = newItem();
  for (const [name, value] of Object.entries(json)) item[name] = decodeValue(value as JsonValue);
  return item;
}

/** An attribute value before its binary is decoded. */
interface JsonValue {
  B?: string;
  BS?: string[];
  L?: JsonValue[];
  M?: Record<string, JsonValue>;
}

function decodeValue(value: JsonValue): AttributeValue {
  if (value.B !== undefined) return { B: decode(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(decode) };
  if (value.L !== undefined) return { L: value.L.map(decodeValue) };
  if (value.M !== undefined) return { M: decodeTypedJson(value.M) };
  return value as AttributeValue;
}

function decode(base64: string): Uint8Array {
  const bytes = decodeBase64(base64);
  if (bytes === undefined) throw new TypeError(`not base64: ${JSON.stringify(base64.slice(0, 40))}`);
  return bytes;
}
