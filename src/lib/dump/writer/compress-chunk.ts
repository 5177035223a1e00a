import type { Duplex } from 'node:stream';
import { finished } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import type { Compression } from '../../archive/archive-layout.ts';
import { AutodyneError } from '../../errors/autodyne-error.ts';

/**
 * Compresses a data file chunk by chunk, each on its own, so that several chunks of one file can be compressed at once.
 * The results, one after the other between `start` and `end()`, are one ordinary compressed file.
 */
export interface ChunkCompressor {
  /** Bytes before the first chunk. */
  readonly start: Buffer;
  /**
   * To be called in the order of the chunks; the promises may settle in any order. Returns the chunk itself, or memory
   * of its own.
   */
  compress(chunk: Buffer<ArrayBuffer>): Promise<Buffer<ArrayBuffer>>;
  /** Bytes after the last chunk. */
  end(): Promise<Buffer>;
}

/** Level 1: items shrink to a third, and level 6, four times as slow, would save a fifth of that. */
const GZIP_LEVEL = 1;

/** Magic, deflate, no flags, no time, fastest, Unix. */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 3]);

/** An empty last block. */
const DEFLATE_END = Buffer.from([3, 0]);

/** @throws AutodyneError `InvalidUsage` when this Node does not have the compression. */
export function checkCompression(compression: Compression): void {
  if (compression === 'zstd') zstdCompress();
}

export function createCompressor(compression: Compression): ChunkCompressor {
  switch (compression) {
    case 'gzip':
      return new GzipCompressor();
    case 'zstd':
      return new ZstdCompressor(zstdCompress()());
    case 'none':
      return { start: Buffer.alloc(0), compress: async (chunk) => chunk, end: async () => Buffer.alloc(0) };
  }
}

/**
 * One gzip member of blocks that end at a byte (as `pigz --independent` makes it), not a member a chunk: some readers
 * stop after the first member.
 * @see https://www.rfc-editor.org/rfc/rfc1952
 */
class GzipCompressor implements ChunkCompressor {
  readonly start = GZIP_HEADER;
  #checksum = 0;
  #sizeBytes = 0;

  compress(chunk: Buffer<ArrayBuffer>): Promise<Buffer<ArrayBuffer>> {
    // For no bytes at all, zlib may return the initial checksum (where there is no memory to point to).
    if (chunk.length > 0) this.#checksum = zlib.crc32(chunk, this.#checksum);
    this.#sizeBytes += chunk.length;
    return deflate(chunk);
  }

  async end(): Promise<Buffer> {
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(this.#checksum, 0);
    trailer.writeUInt32LE(this.#sizeBytes % 2 ** 32, 4);
    return Buffer.concat([DEFLATE_END, trailer]);
  }
}

/**
 * The chunk's blocks, the last one ended at a byte. (`zlib.deflateRaw` would copy them, and leave what it copied from
 * to the garbage collector.)
 */
function deflate(chunk: Buffer): Promise<Buffer<ArrayBuffer>> {
  const engine = zlib.createDeflateRaw({
    level: GZIP_LEVEL,
    finishFlush: zlib.constants.Z_SYNC_FLUSH,
    // The output of any chunk fits in one piece of memory.
    chunkSize: chunk.length + (chunk.length >> 8) + 1024,
  });
  let bytes: Buffer<ArrayBuffer> = Buffer.alloc(0);
  return new Promise((resolve, reject) => {
    engine.on('data', (piece: Buffer<ArrayBuffer>) => {
      bytes = joined(bytes, piece);
    });
    engine.on('error', reject);
    engine.on('end', () => {
      engine.close();
      resolve(bytes);
    });
    engine.end(chunk);
  });
}

/** Both together; nothing is copied where they are adjacent in memory. */
function joined(bytes: Buffer<ArrayBuffer>, more: Buffer<ArrayBuffer>): Buffer<ArrayBuffer> {
  if (bytes.length === 0) return more;
  const isBeside = more.buffer === bytes.buffer && more.byteOffset === bytes.byteOffset + bytes.length;
  if (!isBeside) return Buffer.concat([bytes, more]);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length + more.length);
}

/** zlib's zstd, which Node has from 22.15 on; the types of older versions do not know it. */
type CreateZstdCompress = () => Duplex;

function zstdCompress(): CreateZstdCompress {
  const { createZstdCompress: create } = zlib as { createZstdCompress?: CreateZstdCompress };
  if (create !== undefined) return create;
  throw new AutodyneError('InvalidUsage', `Node ${process.version} cannot write zstd`, {
    suggestions: ['update Node to 22.15 or later, or use gzip'],
  });
}

/**
 * One frame, not one a chunk: some readers, Node's own among them, stop after the first frame. So chunks are compressed
 * one after another, and the result for one may contain bytes of those before it.
 */
class ZstdCompressor implements ChunkCompressor {
  readonly start = Buffer.alloc(0);
  readonly #stream: Duplex;
  #output: Buffer[] = [];

  constructor(stream: Duplex) {
    this.#stream = stream;
    stream.on('data', (bytes: Buffer) => this.#output.push(bytes));
  }

  async compress(chunk: Buffer): Promise<Buffer<ArrayBuffer>> {
    await new Promise<void>((resolve, reject) => {
      this.#stream.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
    return this.#takeOutput();
  }

  async end(): Promise<Buffer> {
    this.#stream.end();
    await finished(this.#stream);
    return this.#takeOutput();
  }

  #takeOutput(): Buffer<ArrayBuffer> {
    const output = Buffer.concat(this.#output);
    this.#output = [];
    return output;
  }
}
