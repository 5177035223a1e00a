import type { AttributeValue, Item } from './attribute-value.ts';
import { parseDecimal } from './decimal.ts';

/** The most that an item may have, its attribute names included: 400 KB. */
export const MAX_ITEM_SIZE_BYTES = 400 * 1024;

/**
 * An item's size as DynamoDB counts it for limits and capacity: UTF-8 names plus values. AWS gives the size of
 * numbers only as approximate (about a byte for two significant digits, and one), so it may be a few bytes off.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemSizeBytes(item: Item): number {
  let sizeBytes = 0;
  for (const [name, value] of Object.entries(item)) {
    sizeBytes += Buffer.byteLength(name) + valueSizeBytes(value);
  }
  return sizeBytes;
}

/** The size of one attribute value, without a name. */
export function valueSizeBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberSizeBytes(value.N);
  if (value.B !== undefined) return value.B.byteLength;
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  if (value.SS !== undefined) return sum(value.SS, (text) => Buffer.byteLength(text));
  if (value.NS !== undefined) return sum(value.NS, numberSizeBytes);
  if (value.BS !== undefined) return sum(value.BS, (bytes) => bytes.byteLength);
  // A list or map costs 3 bytes, and 1 more for each element.
  if (value.L !== undefined) return 3 + sum(value.L, (element) => 1 + valueSizeBytes(element));
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + itemSizeBytes(value.M);
  return 0;
}

function numberSizeBytes(text: string): number {
  const decimal = parseDecimal(text);
  if (decimal === undefined) return text.length;
  return Math.min(21, Math.ceil(decimal.digits.length / 2) + 1 + (decimal.isNegative ? 1 : 0));
}

function sum<T>(elements: readonly T[], sizeOf: (element: T) => number): number {
  return elements.reduce((total, element) => total + sizeOf(element), 0);
}
