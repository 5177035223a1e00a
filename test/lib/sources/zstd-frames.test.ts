import * as zlib from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decompress } from '../../../src/lib/sources/decompress.ts';
import { ZstdFrame } from '../../../src/lib/sources/zstd-frames.ts';

/** A frame of the shapes that the format has, made by hand: blocks as they are, and of one byte again and again. */
function frame(
  options: { single?: boolean; checksum?: boolean; sizeFlag?: number; dictionary?: number } = {},
): Buffer {
  const { single = true, checksum = false, sizeFlag = 0, dictionary = 0 } = options;
  const descriptor = (sizeFlag << 6) | (single ? 0x20 : 0) | (checksum ? 4 : 0) | dictionary;
  const size = sizeFlag === 0 ? Number(single) : 2 ** sizeFlag;
  const header = Buffer.alloc((single ? 0 : 1) + ([0, 1, 2, 4][dictionary] ?? 0) + size);
  const block = (type: number, size: number, isLast: boolean): Buffer => {
    const bytes = Buffer.alloc(3);
    bytes.writeUIntLE((size << 3) | (type << 1) | Number(isLast), 0, 3);
    return bytes;
  };
  return Buffer.concat([
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, descriptor]),
    header,
    block(0, 5, false),
    Buffer.from('a\x28\xb5\x2f\xfd', 'latin1'),
    block(1, 100_000, false),
    Buffer.from('b'),
    block(2, 0, true),
    Buffer.alloc(checksum ? 4 : 0),
  ]);
}

const skippable = Buffer.concat([Buffer.from([0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0]), Buffer.from('xyz')]);

describe('where a frame ends', () => {
  test.each<[string, Buffer]>([
    ['the smallest header', frame()],
    ['with a window', frame({ single: false })],
    ['with a checksum', frame({ checksum: true })],
    ...[1, 2, 3].map((sizeFlag): [string, Buffer] => [`size flag ${sizeFlag}`, frame({ sizeFlag })]),
    ...[1, 2, 3].map((dictionary): [string, Buffer] => [`dictionary ${dictionary}`, frame({ dictionary })]),
    ['to be skipped', skippable],
  ])('%s', (_, bytes) => {
    const followed = Buffer.concat([bytes, frame(), Buffer.from('rest')]);
    const whole = new ZstdFrame();
    expect(whole.take(followed)).toBe(bytes.length);
    expect(whole.isEnded).toBe(true);
    for (let cut = 0; cut < bytes.length; cut += 1) {
      const inTwo = new ZstdFrame();
      expect(inTwo.take(followed.subarray(0, cut))).toBe(cut);
      expect(inTwo.isEnded).toBe(false);
      expect(inTwo.take(followed.subarray(cut))).toBe(bytes.length - cut);
      expect(inTwo.isEnded).toBe(true);
    }
  });

  test('what is no frame is refused', () => {
    expect(() => new ZstdFrame().take(Buffer.from('no frame'))).toThrow(RangeError);
  });
});

const { zstdCompressSync } = zlib as { zstdCompressSync?: (bytes: Buffer) => Buffer };

describe.runIf(zstdCompressSync)('frames one after another', () => {
  const texts = ['aaaa\n', '', 'bbbb\n'.repeat(100_000), 'cccc\n'];
  const frames = texts.map((text) => zstdCompressSync?.(Buffer.from(text)) ?? Buffer.alloc(0));
  const file = Buffer.concat(
    [frames[0] ?? '', skippable, ...frames.slice(1)].map((part) => Buffer.from(part)),
  );

  async function read(bytes: Buffer, pieceBytes: number): Promise<string> {
    async function* pieces(): AsyncGenerator<Buffer> {
      for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
    }
    let text = '';
    for await (const chunk of decompress(pieces(), 'f')) text += chunk.toString();
    return text;
  }

  test.each([1, 7, 1_000_000])('are all read, in pieces of %i bytes', async (pieceBytes) => {
    expect(await read(file, pieceBytes)).toBe(texts.join(''));
  });

  test('that end too early are refused', async () => {
    const ends = new Set<number>();
    let end = 0;
    for (const { length } of [frames[0] ?? '', skippable, ...frames.slice(1)]) {
      end += length;
      ends.add(end);
    }
    for (let length = 4; length < file.length; length += 1) {
      const result = read(file.subarray(0, length), 50);
      if (ends.has(length)) await result;
      else await expect(result).rejects.toThrow('f: the compressed data is cut off');
    }
  });
});
