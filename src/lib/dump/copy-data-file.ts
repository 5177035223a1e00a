import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { PARTIAL_SUFFIX } from './archive-layout.ts';
import { invalid } from './json-fields.ts';
import { writing } from './write-failure.ts';

const COPY_BYTES = 1024 * 1024;

/**
 * Copies a data file, synced and renamed into place, and makes sure that its bytes are those that were recorded.
 * @throws AutodyneError `InvalidInput` when its MD5 is another, `Incomplete` when it cannot be written; nothing is under
 *   the new name then.
 */
export async function copyDataFile(from: string, to: string, md5Base64: string): Promise<void> {
  const md5 = createHash('md5');
  await writing(to, async () => {
    const file = await open(to + PARTIAL_SUFFIX, 'wx', 0o600);
    try {
      for await (const chunk of createReadStream(from, { highWaterMark: COPY_BYTES })) {
        md5.update(chunk as Buffer);
        await file.writeFile(chunk as Buffer);
      }
      await file.sync();
    } finally {
      await file.close();
    }
  });
  if (md5.digest('base64') !== md5Base64) {
    throw invalid(from, 'its MD5 is not the one in the manifest: its bytes were changed');
  }
  await rename(to + PARTIAL_SUFFIX, to);
}
