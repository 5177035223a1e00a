import type { AttributeValue } from '../items/values/attribute-value.ts';
import { parseDecimal } from '../items/values/decimal.ts';

/** Above the exponents of all numbers, which are -129 to 126. */
const EXPONENT_BIAS = 0x8000;

/**
 * Bytes that sort in DynamoDB's order of keys with these attributes: strings by UTF-8, numbers by value, binary by
 * bytes, the first difference decides. An absent attribute comes first.
 */
export function orderBytes(values: readonly (AttributeValue | undefined)[]): Buffer {
  return Buffer.concat(values.flatMap(valueBytes));
}

function valueBytes(value: AttributeValue | undefined): Buffer[] {
  if (value?.N !== undefined) return [Buffer.of(1), numberBytes(value.N)];
  if (value?.S !== undefined) return [Buffer.of(2), endedBytes(Buffer.from(value.S))];
  if (value?.B !== undefined) return [Buffer.of(3), endedBytes(Buffer.from(value.B))];
  return [Buffer.of(0)];
}

/**
 * Ended by 00 01, which sorts before any continuation; so that a 00 in the bytes does not end them, it is written 00
 * FF.
 */
function endedBytes(bytes: Buffer): Buffer {
  const pieces: Buffer[] = [];
  let start = 0;
  for (let zero = bytes.indexOf(0); zero !== -1; zero = bytes.indexOf(0, start)) {
    pieces.push(bytes.subarray(start, zero), Buffer.of(0, 0xff));
    start = zero + 1;
  }
  return Buffer.concat([...pieces, bytes.subarray(start), Buffer.of(0, 1)]);
}

/** Sign, exponent, digits, a zero; all but the sign inverted when negative. */
function numberBytes(number: string): Buffer {
  const decimal = parseDecimal(number);
  if (decimal === undefined || decimal.digits === '') return Buffer.of(0x80);
  const magnitude = Buffer.alloc(3 + decimal.digits.length);
  magnitude.writeUInt16BE(EXPONENT_BIAS + decimal.exponent, 0);
  magnitude.write(decimal.digits, 2);
  if (!decimal.isNegative) return Buffer.concat([Buffer.of(0x81), magnitude]);
  return Buffer.concat([Buffer.of(0x7f), magnitude.map((byte) => 0xff - byte)]);
}
