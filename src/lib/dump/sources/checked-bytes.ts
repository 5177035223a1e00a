import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { commandText, pathWord } from '../../errors/command-text.ts';
import { invalid } from '../json-fields.ts';
import type { SourceFile } from './read-source-file.ts';

/**
 * The bytes of a file as they pass, compared at the end with the MD5 that a manifest has of them.
 * @throws AutodyneError `InvalidInput` after the last of them, when they are not those.
 */
export async function* checkedBytes(
  chunks: AsyncIterable<Buffer>,
  { name, md5Base64 }: Pick<SourceFile, 'name' | 'md5Base64'>,
): AsyncGenerator<Buffer> {
  const md5 = createHash('md5');
  for await (const chunk of chunks) {
    md5.update(chunk);
    yield chunk;
  }
  if (md5Base64 !== undefined && md5.digest('base64') !== md5Base64) throw changedBytes(name);
}

/** The error for a file, in a dump's folder `data`, that is not what its manifest says. */
export function changedBytes(name: string): Error {
  return invalid(name, 'its MD5 is not the one in the manifest: its bytes were changed', undefined, [
    `see what else is wrong: ${commandText('dump', 'verify', pathWord(dirname(dirname(name))))}`,
  ]);
}
