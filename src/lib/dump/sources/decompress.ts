import { pipeline, Readable } from 'node:stream';
import zlib from 'node:zlib';
import { AutodyneError } from '../../errors/autodyne-error.ts';

const OUTPUT_CHUNK_BYTES = 64 * 1024;
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);
const ZSTD_MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/** zlib's zstd, which Node has from 22.15 on; the types of older versions do not know it. */
interface ZlibWithZstd {
  createZstdDecompress?: () => NodeJS.ReadWriteStream;
}

/**
 * The bytes of `chunks`, decompressed where their first bytes say that they are compressed (gzip, zstd). One piece
 * at a time, however much comes out.
 * @param place the file's name, for errors
 * @throws AutodyneError `InvalidInput` when the compressed data is damaged or ends too early.
 */
export async function* decompress(chunks: AsyncIterable<Buffer>, place: string): AsyncGenerator<Buffer> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < ZSTD_MAGIC.length) {
    const next = await iterator.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const all = prepend(head, iterator);
  const decompressor = decompressorFor(head, place);
  if (decompressor === undefined) {
    yield* all;
    return;
  }
  pipeline(Readable.from(all), decompressor, () => {
    // An error ends the loop below, which tells it.
  });
  try {
    for await (const chunk of decompressor) yield chunk as Buffer;
  } catch (error) {
    throw damaged(error, place);
  }
}

function decompressorFor(head: Buffer, place: string): NodeJS.ReadWriteStream | undefined {
  if (head.subarray(0, 2).equals(GZIP_MAGIC)) return zlib.createGunzip({ chunkSize: OUTPUT_CHUNK_BYTES });
  if (!head.subarray(0, 4).equals(ZSTD_MAGIC)) return undefined;
  const create = (zlib as ZlibWithZstd).createZstdDecompress;
  if (create !== undefined) return create();
  throw new AutodyneError('InvalidInput', `${place}: compressed with zstd, which this Node cannot read`, {
    suggestions: ['use Node 22.15 or later, or decompress it first: zstd -d'],
  });
}

function damaged(error: unknown, place: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined || !/^(Z_|ZSTD_|ERR_ZSTD|ERR_ZLIB)/.test(code)) return error;
  const problem =
    code === 'Z_BUF_ERROR' ? 'the compressed data ends too early' : 'the compressed data is damaged';
  return new AutodyneError('InvalidInput', `${place}: ${problem}`, { cause: error });
}

async function* prepend(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
