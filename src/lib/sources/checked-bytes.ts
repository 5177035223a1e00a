import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { isAutodyneError } from '../errors/autodyne-error.ts';
import { commandText, pathArg } from '../errors/command-text.ts';
import { countOf, countText } from '../errors/count-text.ts';
import { invalid } from '../json/json-fields.ts';
import { BYTE } from '../json/json-scanner.ts';
import type { BytesInput } from './line-blocks.ts';
import type { SourceFile } from './read-source-file.ts';

/**
 * The bytes of a file as they pass, compared at the end with the MD5 that a manifest has of them; of a file that was
 * decompressed since, the lines are counted.
 * @throws AutodyneError `InvalidInput` after the last byte, when the file was changed.
 */
export async function* checkedBytes(
  chunks: AsyncIterable<Buffer>,
  file: Pick<SourceFile, 'name' | 'md5Base64' | 'isUnpacked' | 'itemCount' | 'contentSizeBytes'>,
): AsyncGenerator<Buffer> {
  if (file.isUnpacked) {
    yield* countedBytes(chunks, file);
    return;
  }
  const { name, md5Base64 } = file;
  const md5 = createHash('md5');
  for await (const chunk of chunks) {
    md5.update(chunk);
    yield chunk;
  }
  if (md5Base64 !== undefined && md5.digest('base64') !== md5Base64) throw changedBytes(name);
}

/** As {@link checkedBytes}, for an input that is read into the caller's memory. Hashed as the bytes arrive. */
export function checkedInput(input: BytesInput, { name, md5Base64 }: SourceFile): BytesInput {
  const md5 = createHash('md5');
  return {
    async read(memory, from) {
      const size = await input.read(memory, from);
      if (size > 0) md5.update(memory.subarray(from, from + size));
      else if (md5Base64 !== undefined && md5.digest('base64') !== md5Base64) throw changedBytes(name);
      return size;
    },
    close: () => input.close(),
  };
}

const CHANGED = 'its MD5 does not match the manifest: the file was changed';

export function isChangedBytes(error: unknown): boolean {
  return isAutodyneError(error) && error.message.endsWith(CHANGED);
}

/** The error for a file, in a dump's folder `data`, that does not match its manifest. */
export function changedBytes(name: string): Error {
  return invalid(name, CHANGED, undefined, [
    `to list all problems: ${commandText('dump', 'verify', pathArg(dirname(dirname(name))))}`,
  ]);
}

async function* countedBytes(
  chunks: AsyncIterable<Buffer>,
  file: Pick<SourceFile, 'name' | 'itemCount' | 'contentSizeBytes'>,
): AsyncGenerator<Buffer> {
  let [lineCount, sizeBytes, last] = [0, 0, BYTE.lineFeed as number];
  for await (const chunk of chunks) {
    for (let at = chunk.indexOf(BYTE.lineFeed); at !== -1; at = chunk.indexOf(BYTE.lineFeed, at + 1)) {
      // Empty lines do not count.
      if ((at === 0 ? last : chunk[at - 1]) !== BYTE.lineFeed) lineCount += 1;
    }
    sizeBytes += chunk.length;
    last = chunk.at(-1) ?? last;
    yield chunk;
  }
  if (last !== BYTE.lineFeed) lineCount += 1;
  const problem = unpackedProblem(file, { lineCount, sizeBytes });
  if (problem !== undefined) throw invalid(file.name, problem);
}

/** The difference between a decompressed file and its manifest, if there is one. */
export function unpackedProblem(
  { itemCount, contentSizeBytes }: Pick<SourceFile, 'itemCount' | 'contentSizeBytes'>,
  { lineCount, sizeBytes }: { lineCount: number; sizeBytes: number },
): string | undefined {
  if (itemCount !== undefined && lineCount !== itemCount)
    return `it contains ${countOf(lineCount, 'item')}, but the manifest says ${countText(itemCount)}`;
  if (contentSizeBytes !== undefined && sizeBytes !== contentSizeBytes)
    return `it has ${countOf(sizeBytes, 'byte')}, but ${countText(contentSizeBytes)} were dumped`;
  return undefined;
}
