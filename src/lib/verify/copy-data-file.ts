import { createHash } from 'node:crypto';
import { open, rename } from 'node:fs/promises';
import { PARTIAL_SUFFIX } from '../archive/archive-layout.ts';
import { writing } from '../archive/write-failure.ts';
import { invalid } from '../json/json-fields.ts';
import { type FileToRead, fileBytes } from '../sources/file-bytes.ts';

/**
 * Copies a data file, synced and renamed into place, and checks that its bytes are those that were recorded.
 * @throws AutodyneError `InvalidInput` when its MD5 is another, `Incomplete` when it cannot be written; then there is
 *   no file with the new name.
 */
export async function copyDataFile(from: FileToRead, to: string, md5Base64: string): Promise<void> {
  const md5 = createHash('md5');
  await writing(to, async () => {
    const file = await open(to + PARTIAL_SUFFIX, 'wx', 0o600);
    try {
      for await (const chunk of fileBytes(from)) {
        md5.update(chunk);
        await file.writeFile(chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
  });
  if (md5.digest('base64') !== md5Base64) {
    throw invalid(from.name, 'its MD5 does not match the manifest: the file was changed');
  }
  await rename(to + PARTIAL_SUFFIX, to);
}
