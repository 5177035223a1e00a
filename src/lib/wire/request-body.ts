import { encodeBase64 } from './base64.ts';

/**
 * The body of a request: its input as JSON, binary as DynamoDB JSON has it. Members of any name are kept, `undefined`
 * ones are left out.
 */
export function requestBody(input: object): Buffer {
  return Buffer.from(JSON.stringify(input, binaryAsBase64));
}

/** (A Buffer would have been converted by its `toJSON` before `value` is passed.) */
function binaryAsBase64(this: Record<string, unknown>, name: string, value: unknown): unknown {
  const bytes = this[name];
  return bytes instanceof Uint8Array ? encodeBase64(bytes) : value;
}
