import { isJsonObject } from '../json/parse-json.ts';
import type { MemberShape } from './member-shape.ts';

/** As DynamoDB writes numbers. */
const NUMBER_TEXT = /^-?\d+(?:\.\d+)?(?:E[+-]?\d+)?$/i;

/** An item or a key: each of its members is an attribute value, whose binary is base64 or bytes. */
export const itemShape: MemberShape = (item, path) => {
  if (!isJsonObject(item)) return `"${path}" is not an item`;
  for (const name of Object.keys(item))
    if (!isAttributeValue(item[name])) return `"${path}.${name}" is not an attribute value`;
  return undefined;
};

/**
 * True for exactly one member, named as a type of DynamoDB's, which has what that type has.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
 */
export function isAttributeValue(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  const names = Object.keys(value);
  const type = names[0] ?? '';
  return names.length === 1 && isOfType(type, value[type]);
}

function isOfType(type: string, inner: unknown): boolean {
  switch (type) {
    case 'S':
      return typeof inner === 'string';
    case 'N':
      return isNumberText(inner);
    case 'B':
      return isBinary(inner);
    case 'BOOL':
    case 'NULL':
      return typeof inner === 'boolean';
    case 'M':
      return isJsonObject(inner) && Object.values(inner).every(isAttributeValue);
    case 'L':
      return Array.isArray(inner) && inner.every(isAttributeValue);
    case 'SS':
      return Array.isArray(inner) && inner.every((element) => typeof element === 'string');
    case 'NS':
      return Array.isArray(inner) && inner.every(isNumberText);
    case 'BS':
      return Array.isArray(inner) && inner.every(isBinary);
    default:
      return false;
  }
}

function isNumberText(value: unknown): boolean {
  return typeof value === 'string' && NUMBER_TEXT.test(value);
}

function isBinary(value: unknown): boolean {
  return typeof value === 'string' || value instanceof Uint8Array;
}
