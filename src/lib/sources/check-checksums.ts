import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { AutodyneError, isAutodyneError } from '../errors/autodyne-error.ts';
import { commandText, pathArg } from '../errors/command-text.ts';
import { changedBytes, checkedBytes, isChangedBytes } from './checked-bytes.ts';
import { BlockingFile, type FileToRead, fileBytes } from './file-bytes.ts';
import { hasPath, type SourceFile } from './read-source-file.ts';

/** Hashed in half a millisecond, in which the thread handles no events. */
const READ_BYTES = 256 * 1024;

/**
 * Files are read into it, one after another, and each piece is hashed before the next is read: new memory for each file
 * would fragment memory, and getting it from the system takes as long as hashing.
 */
let memory: Buffer | undefined;

/**
 * Compares each file that has an MD5 in a manifest with it, so that no file of a damaged dump is used.
 * @throws AutodyneError `InvalidInput` naming the first file that was changed.
 */
export async function checkChecksums(files: readonly SourceFile[]): Promise<void> {
  for (const file of files) await checkFileChecksum(file);
}

/** The same for one file; one that was decompressed has no MD5 to compare with, so its lines are counted instead. */
export async function checkFileChecksum(file: SourceFile): Promise<void> {
  const { name, md5Base64, isUnpacked } = file;
  if (!hasPath(file)) return;
  if (isUnpacked) {
    for await (const _ of checkedBytes(fileBytes(file), file)) await setImmediate();
  }
  if (md5Base64 === undefined) return;
  if ((await md5Of(file)) !== md5Base64) throw changedBytes(name);
}

/**
 * The reason why a file could not be read: that it was changed since it was dumped, where that is so, and else the
 * original error, which may be any that a changed byte causes.
 */
export async function readingError(file: SourceFile, error: unknown): Promise<unknown> {
  try {
    await checkFileChecksum(file);
    return error;
  } catch (damage) {
    return damage;
  }
}

/**
 * The error for a file that was intact when it was checked, and cannot be read to its end now that its items are
 * restored: that it was changed meanwhile, where that is so, and else the original error.
 */
export async function changedMeanwhile(file: SourceFile, error: unknown): Promise<unknown> {
  const found = isAutodyneError(error, 'InvalidInput') ? await readingError(file, error) : error;
  if (found === error && !isChangedBytes(error)) return error;
  const { name } = file;
  const problem = 'it was changed during the restore: its content is not what was checked';
  const folder = pathArg(dirname(dirname(name)));
  return new AutodyneError(
    'Incomplete',
    `${name}: ${problem}; items of the changed file may have been written; nothing more will be written`,
    {
      suggestions: [
        `to see what was changed: ${commandText('dump', 'verify', folder)}`,
        'replace the file with the original, and restore everything again with --mode overwrite; the progress of this restore is not used',
        `then check the table for other items: ${commandText('dump', 'diff', folder)}`,
      ],
      details: { changedFile: name },
    },
  );
}

async function md5Of(fileToRead: FileToRead): Promise<string> {
  const md5 = createHash('md5');
  memory ??= Buffer.allocUnsafeSlow(READ_BYTES);
  const file = new BlockingFile(fileToRead);
  try {
    for (let size = file.read(memory, 0); size > 0; size = file.read(memory, 0)) {
      md5.update(memory.subarray(0, size));
      // Ctrl-C is handled in between.
      await setImmediate();
    }
  } finally {
    file.close();
  }
  return md5.digest('base64');
}
