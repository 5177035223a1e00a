import { isJsonObject, parseJson } from '../../json/parse-json.ts';
import { decodeBase64 } from '../../wire/base64.ts';

/** True for a valid item in DynamoDB JSON, or one in `{"Item":…}`. */
export function isSoundItem(json: string): boolean {
  let value: unknown;
  try {
    value = parseJson(json);
  } catch {
    return false;
  }
  return (
    isJsonObject(value) && (isTypedMap(value) || (isJsonObject(value['Item']) && isTypedMap(value['Item'])))
  );
}

/**
 * Checks a value, as `JSON.parse` returns it, for a valid item in DynamoDB JSON, or the content of an `M`. An empty
 * object is valid inside; at the top it is left to the slower reader, which names the problem.
 */
export function isTypedMap(value: Record<string, unknown>, isTop = true): boolean {
  const values = Object.values(value);
  return (!isTop || values.length > 0) && values.every(isTypedValue);
}

function isTypedValue(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  const [[type, inner] = [], second] = Object.entries(value);
  if (second !== undefined) return false;
  switch (type) {
    case 'S':
    case 'N':
      return typeof inner === 'string';
    case 'B':
      return isBase64(inner);
    case 'BOOL':
      return typeof inner === 'boolean';
    case 'NULL':
      return inner === true;
    case 'L':
      return Array.isArray(inner) && inner.every(isTypedValue);
    case 'M':
      return isJsonObject(inner) && isTypedMap(inner, false);
    case 'SS':
    case 'NS':
      return Array.isArray(inner) && inner.every((element) => typeof element === 'string');
    case 'BS':
      return Array.isArray(inner) && inner.every(isBase64);
    default:
      return false;
  }
}

function isBase64(value: unknown): boolean {
  return typeof value === 'string' && decodeBase64(value) !== undefined;
}
