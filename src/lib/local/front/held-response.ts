import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { crc32 } from 'node:zlib';

/** A smaller response is copied together rather than written in pieces. */
export const MOST_COPIED_BYTES = 64 * 1024;

/** A backend's response that was read to its end, in the pieces in which it arrived. */
export interface HeldResponse {
  statusCode: number;
  headers: IncomingHttpHeaders;
  chunks: readonly Buffer[];
}

/**
 * Reads a response to its end, without joining its pieces.
 * @throws the connection's error
 */
export function holdResponse(message: IncomingMessage): Promise<HeldResponse> {
  // By hand: reading a stream with `for await` costs more than everything else that is done to a small page.
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.once('error', reject);
    message.once('end', () =>
      resolve({ statusCode: message.statusCode ?? 500, headers: message.headers, chunks }),
    );
  });
}

/** The response's last bytes, at least `sizeBytes` of them unless it is shorter, as one piece. */
export function lastBytes({ chunks }: HeldResponse, sizeBytes: number): Buffer {
  let first = chunks.length;
  for (let held = 0; first > 0 && held < sizeBytes; held += chunks[first]?.length ?? 0) first -= 1;
  return chunks.length - first === 1
    ? (chunks[first] ?? Buffer.alloc(0))
    : Buffer.concat(chunks.slice(first));
}

/**
 * The response with its last bytes, those that {@link lastBytes} returned, replaced by pieces; with their length, and
 * with their checksum if it had one.
 */
export function withLastBytes(
  response: HeldResponse,
  old: Buffer,
  replacement: readonly Buffer[],
): HeldResponse {
  let rest = old.length;
  let kept = response.chunks.length;
  while (rest > 0) {
    kept -= 1;
    rest -= response.chunks[kept]?.length ?? rest;
  }
  // A few small pieces are copied together: each one would be written by itself.
  const last = old.length > MOST_COPIED_BYTES ? replacement : [Buffer.concat(replacement)];
  const chunks = kept === 0 ? last : [...response.chunks.slice(0, kept), ...last];
  // The memory of this one response, which is not used elsewhere: a copy would cost more than everything else here.
  const { headers } = response;
  headers['content-length'] = String(chunks.reduce((sum, { length }) => sum + length, 0));
  if (headers['x-amz-crc32'] !== undefined) {
    headers['x-amz-crc32'] = String(chunks.reduce((sum, chunk) => crc32(chunk, sum), 0));
  }
  return { statusCode: response.statusCode, headers, chunks };
}
