import { createHash } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { basename, relative } from 'node:path';
import type { ItemSource } from '../sources/open-source.ts';

/**
 * A hash that distinguishes a source from others by its content, independent of its path and its folder's name: its
 * files, each with its path inside, its size and the MD5 that a manifest has of it, and the chosen table. Where no
 * manifest has an MD5, the time of the last change is used, which moving and renaming keep, and a copy does not by
 * default.
 */
export async function sourceIdentity({ files, name, paths = [] }: ItemSource): Promise<string> {
  const hash = createHash('sha256');
  for (const { md5Base64, name: file, path = file, sourceTable = '', csv } of files) {
    const { mtimeMs, size } = await stat(await realpath(path));
    // A file that is the source by itself may be renamed too; several were named one by one.
    const isItself = files.length === 1 && file === name;
    const location = isItself ? '' : paths.length > 0 ? basename(file) : relative(name, file);
    hash.update(`${location}\0${size}\0${md5Base64 ?? mtimeMs}\0${sourceTable}\n`);
    // The same rows with other types are other items.
    if (csv !== undefined) hash.update(JSON.stringify({ ...csv, keys: [...csv.keys], command: undefined }));
  }
  return hash.digest('hex');
}
