import { isJsonObject } from '../json/parse-json.ts';
import { decodeBase64 } from './base64.ts';

/**
 * Turns the base64 strings of B and BS into bytes, in place, however deep: parsed DynamoDB JSON becomes the SDK's
 * attribute values.
 * @throws TypeError for a string that is not base64
 */
export function decodeValue(value: unknown): void {
  if (!isJsonObject(value)) return;
  const { B, BS, L, M } = value;
  if (typeof B === 'string') value['B'] = bytesOf(B);
  else if (Array.isArray(BS)) value['BS'] = BS.map((text) => bytesOf(String(text)));
  else if (Array.isArray(L)) for (const element of L) decodeValue(element);
  else decodeValues(M);
}

/** The same for each value of an item or a key; anything else stays as it is. */
export function decodeValues(item: unknown): void {
  if (isJsonObject(item)) for (const value of Object.values(item)) decodeValue(value);
}

function bytesOf(encoded: string): Uint8Array {
  const bytes = decodeBase64(encoded);
  if (bytes === undefined) throw new TypeError('binary that is not base64');
  return bytes;
}
