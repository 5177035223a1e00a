import { randomBytes } from 'node:crypto';
import { readdirSync, readlinkSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import zlib, { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { noRepairs } from '../../../src/lib/sources/element-item.ts';
import { readSourceFile } from '../../../src/lib/sources/read-source-file.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const { zstdCompressSync } = zlib as { zstdCompressSync?: (bytes: Buffer) => Buffer };
/** Random, so that the file is long when it is packed, too. */
const line = (): string => `{"Item":{"id":{"S":"${randomBytes(1000).toString('base64')}"}}}\n`;
const plain = Buffer.from(Array.from({ length: 4000 }, line).join(''));
const PACKED: [string, ((bytes: Buffer) => Buffer) | undefined][] = [
  ['plain', (bytes) => bytes],
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
];

function isOpen(path: string): boolean {
  return readdirSync('/proc/self/fd').some((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`) === path;
    } catch {
      return false;
    }
  });
}

describe.runIf(process.platform === 'linux')('who stops reading early leaves no file open', () => {
  describe.each(['lines', 'json'] as const)('of %s', (layout) => {
    test.each(PACKED.filter(([, pack]) => pack !== undefined))('%s', async (_, pack) => {
      const path = join(await temporaryFolder(), 'items');
      await writeFile(path, pack?.(plain) ?? plain);
      const options = { isRepairingBinary: false, repairs: noRepairs() };
      for await (const _items of readSourceFile({ name: path, path, layout }, options)) {
        expect(isOpen(path)).toBe(true);
        break;
      }
      // Closing takes a moment.
      for (let tries = 0; tries < 100 && isOpen(path); tries += 1) await setTimeout(10);
      expect(isOpen(path)).toBe(false);
    });
  });
});
