import { countOf } from '../../errors/count-text.ts';

export interface LengthLimits {
  minimum?: number;
  maximum?: number;
  /** Both of them. */
  in?: readonly [minimum: number, maximum: number];
  is?: number;
}

/** Of text in characters (code points), of bytes, of a set, array or map in elements; nothing has none. */
export function lengthProblem(value: unknown, limits: LengthLimits): string | undefined {
  const [minimum = limits.minimum, maximum = limits.maximum] = limits.in ?? [];
  const { length, unit } = lengthOf(value);
  if (limits.is !== undefined && length !== limits.is) {
    return `is the wrong length (should be ${countOf(limits.is, unit)})`;
  }
  if (minimum !== undefined && length < minimum) return `is too short (minimum is ${countOf(minimum, unit)})`;
  if (maximum !== undefined && length > maximum) return `is too long (maximum is ${countOf(maximum, unit)})`;
  return undefined;
}

function lengthOf(value: unknown): { length: number; unit: string } {
  if (value instanceof Set || value instanceof Map) return { length: value.size, unit: 'element' };
  if (Array.isArray(value)) return { length: value.length, unit: 'element' };
  if (value instanceof Uint8Array) return { length: value.byteLength, unit: 'byte' };
  if (typeof value === 'object' && value !== null)
    return { length: Object.keys(value).length, unit: 'element' };
  return { length: [...textOf(value)].length, unit: 'character' };
}

/** A value as text: nothing is empty text. */
export function textOf(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}
