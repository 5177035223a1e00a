import { pipeline, Readable } from 'node:stream';
import zlib from 'node:zlib';
import type { Compression } from '../archive/archive-layout.ts';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { invalid } from '../json/json-fields.ts';
import { ZstdFrame } from './zstd-frames.ts';

const ENDS_EARLY = 'the compressed data is cut off, or other data follows it';
const OUTPUT_CHUNK_BYTES = 64 * 1024;
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);
const ZSTD_MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** The number of a file's first bytes that show whether it is compressed. */
export const COMPRESSION_MAGIC_BYTES = ZSTD_MAGIC.length;

/** zlib's zstd, which Node has from 22.15 on; the types of older versions do not know it. */
interface ZlibWithZstd {
  createZstdDecompress?: () => NodeJS.ReadWriteStream;
}

/** By the magic numbers of gzip and zstd. */
export function isCompressed(head: Buffer): boolean {
  return [GZIP_MAGIC, ZSTD_MAGIC].some((magic) => head.subarray(0, magic.length).equals(magic));
}

/**
 * The bytes of `chunks`, decompressed where their first bytes are those of a compressed file (gzip, zstd). One piece at
 * a time, however large the output.
 * @param location the file's name, for errors
 * @throws AutodyneError `InvalidInput` when the compressed data is damaged or ends too early.
 */
export async function* decompress(chunks: AsyncIterable<Buffer>, location: string): AsyncGenerator<Buffer> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < COMPRESSION_MAGIC_BYTES) {
    const next = await iterator.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const all = prepend(head, iterator);
  if (head.subarray(0, 2).equals(GZIP_MAGIC)) {
    yield* through(all, zlib.createGunzip({ chunkSize: OUTPUT_CHUNK_BYTES }), location);
  } else if (head.subarray(0, 4).equals(ZSTD_MAGIC)) {
    yield* unzstd(all, location);
  } else yield* all;
}

async function* through(
  chunks: AsyncIterable<Buffer>,
  decompressor: NodeJS.ReadWriteStream,
  location: string,
): AsyncGenerator<Buffer> {
  pipeline(Readable.from(chunks), decompressor, () => {
    // An error ends the loop below, which reports it.
  });
  try {
    for await (const chunk of decompressor) yield chunk as Buffer;
  } catch (error) {
    throw damaged(error, location);
  }
}

/** Frame by frame, each with a reader of its own: see {@link ZstdFrame}. */
async function* unzstd(chunks: AsyncGenerator<Buffer>, location: string): AsyncGenerator<Buffer> {
  const createDecompressor = zstdDecompressor(location);
  let rest: Buffer = Buffer.alloc(0);
  const hasMore = async (): Promise<boolean> => {
    while (rest.length === 0) {
      const next = await chunks.next();
      if (next.done === true) return false;
      rest = next.value;
    }
    return true;
  };
  async function* nextFrame(): AsyncGenerator<Buffer> {
    const frame = new ZstdFrame();
    while (!frame.isEnded) {
      if (!(await hasMore())) throw invalid(location, ENDS_EARLY);
      const end = frame.take(rest);
      const piece = rest.subarray(0, end);
      rest = rest.subarray(end);
      yield piece;
    }
  }
  try {
    while (await hasMore()) yield* through(nextFrame(), createDecompressor(), location);
  } finally {
    await chunks.return(undefined);
  }
}

function zstdDecompressor(location: string): () => NodeJS.ReadWriteStream {
  const { createZstdDecompress: create } = zlib as ZlibWithZstd;
  if (create !== undefined) return create;
  const message = `${location}: compressed with zstd, which Node ${process.version} cannot read`;
  throw new AutodyneError('InvalidInput', message, { suggestions: ['update Node to 22.15 or later'] });
}

/** @throws AutodyneError `InvalidInput` when this Node cannot read this compression. */
export function checkDecompression(compression: Compression, location: string): void {
  if (compression === 'zstd') zstdDecompressor(location);
}

function damaged(error: unknown, location: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof RangeError) return invalid(location, 'the compressed data is damaged', error);
  if (code === undefined || !/^(Z_|ZSTD_|ERR_ZSTD|ERR_ZLIB)/.test(code)) return error;
  return invalid(location, code === 'Z_BUF_ERROR' ? ENDS_EARLY : 'the compressed data is damaged', error);
}

async function* prepend(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (head.length > 0) yield head;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    // A caller that stops early leaves no file open.
    await rest.return?.();
  }
}
