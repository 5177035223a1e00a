/** The bytes of a base64 string; `undefined` when it is not exactly base64 (padding included). */
export function decodeBase64(encoded: string): Uint8Array | undefined {
  const bytes = Buffer.from(encoded, 'base64');
  // Buffer skips what it does not know, so only a string that comes back the same was base64.
  return bytes.toString('base64') === encoded ? new Uint8Array(bytes) : undefined;
}

export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
