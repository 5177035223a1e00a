import { encodeBase64 } from './base64.ts';

/**
 * The body of a request: its input as JSON, binary as DynamoDB JSON has it. Members of any name are kept, `undefined`
 * ones are left out.
 */
export function requestBody(input: object): Buffer {
  return Buffer.from(requestJson(input));
}

/** {@link requestBody}, or a part of one, as a string. */
export function requestJson(input: object): string {
  // A replacer is called for every value there is, which takes longer than all the rest; most inputs need none.
  return hasBytes(input) ? JSON.stringify(input, binaryAsBase64) : JSON.stringify(input);
}

function hasBytes(value: object): boolean {
  if (ArrayBuffer.isView(value)) return true;
  for (const name in value) {
    const member = (value as Record<string, unknown>)[name];
    if (typeof member === 'object' && member !== null && hasBytes(member)) return true;
  }
  return false;
}

/** (A Buffer would have been converted by its `toJSON` before `value` is passed.) */
function binaryAsBase64(this: Record<string, unknown>, name: string, value: unknown): unknown {
  const bytes = this[name];
  return bytes instanceof Uint8Array ? encodeBase64(bytes) : value;
}
