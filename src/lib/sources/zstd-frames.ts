import { Buffer } from 'node:buffer';

const MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const BLOCK_RLE = 1;
const BLOCK_RESERVED = 3;

/** The next bytes of a frame: to be read, or only skipped. */
interface Wanted {
  count: number;
  isLookedAt: boolean;
}

/**
 * Finds the end of a zstd frame, over any number of pieces. Node's own reader of zstd ends, without an error, at the
 * end of the first frame that is followed by another one in the same piece, and (before Node 24) in the middle of a
 * frame when the file ends there.
 * @see https://www.rfc-editor.org/rfc/rfc8878
 */
export class ZstdFrame {
  isEnded = false;
  readonly #parser = parseFrame();
  #wanted: Wanted;
  #seen: Buffer[] = [];

  constructor() {
    const first = this.#parser.next();
    this.#wanted = first.done === true ? NOTHING : first.value;
  }

  /**
   * The number of bytes that belong to the frame: all of them while it has not ended.
   * @throws RangeError for an invalid frame.
   */
  take(bytes: Buffer): number {
    let at = 0;
    while (!this.isEnded && (at < bytes.length || this.#wanted.count === 0)) {
      const piece = bytes.subarray(at, at + this.#wanted.count);
      at += piece.length;
      if (this.#wanted.isLookedAt) this.#seen.push(piece);
      this.#wanted = { ...this.#wanted, count: this.#wanted.count - piece.length };
      if (this.#wanted.count === 0) this.#goOn();
    }
    return at;
  }

  #goOn(): void {
    const next = this.#parser.next(Buffer.concat(this.#seen));
    this.#seen = [];
    if (next.done === true) this.isEnded = true;
    else this.#wanted = next.value;
  }
}

const NOTHING: Wanted = { count: 0, isLookedAt: false };
const look = (count: number): Wanted => ({ count, isLookedAt: true });
const pass = (count: number): Wanted => ({ count, isLookedAt: false });

function* parseFrame(): Generator<Wanted, void, Buffer> {
  const magic = (yield look(4)).readUInt32LE(0);
  if (magic - (magic % 16) === SKIPPABLE_MAGIC) {
    yield pass((yield look(4)).readUInt32LE(0));
    return;
  }
  if (magic !== MAGIC) throw new RangeError('not a zstd frame');
  const descriptor = (yield look(1)).readUInt8(0);
  yield pass(headerBytes(descriptor));
  for (let isLast = false; !isLast; ) {
    const header = (yield look(3)).readUIntLE(0, 3);
    const type = (header >> 1) & 3;
    if (type === BLOCK_RESERVED) throw new RangeError('not a zstd block');
    isLast = (header & 1) === 1;
    yield pass(type === BLOCK_RLE ? 1 : header >> 3);
  }
  const hasChecksum = (descriptor & 4) !== 0;
  yield pass(hasChecksum ? 4 : 0);
}

/** Of window, dictionary and content size, behind the descriptor. */
function headerBytes(descriptor: number): number {
  const isOneSegment = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const contentSizeBytes = sizeFlag === 0 ? Number(isOneSegment) : 1 << sizeFlag;
  return (isOneSegment ? 0 : 1) + dictionaryBytes + contentSizeBytes;
}
