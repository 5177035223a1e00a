import { createHash } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { basename, relative } from 'node:path';
import type { ItemSource } from '../sources/open-source.ts';

/**
 * What tells a source from others, wherever it lies and whatever its folder is called: the files in it, each with its
 * place inside, its size, and the MD5 that a manifest has of it. Where no manifest has one, the time of the last change
 * stands for it, which moving and renaming keep, and a copy does not unless it is told to.
 */
export async function sourceIdentity({ files, name }: ItemSource): Promise<string> {
  const hash = createHash('sha256');
  const root = await realpath(name);
  for (const { md5Base64, name: file, path = file } of files) {
    const real = await realpath(path);
    const { mtimeMs, size } = await stat(real);
    // A file that is the source by itself may be renamed too.
    const place = files.length === 1 && real === root ? '' : relative(name, file) || basename(file);
    hash.update(`${place}\0${size}\0${md5Base64 ?? mtimeMs}\n`);
  }
  return hash.digest('hex');
}
