import { createHash } from 'node:crypto';
import { type ProblemList, problemOf } from '../archive/verify-report.ts';
import type { TypedJsonItem } from '../digest/canonical-item.ts';
import { ContentDigest, itemHash } from '../digest/content-digest.ts';
import { keyText } from '../digest/key-text.ts';
import { KeyedRecords } from '../digest/keyed-records.ts';
import { decodeTypedJson } from '../digest/typed-json-item.ts';
import { isAutodyneError } from '../errors/autodyne-error.ts';
import { countOf, countText } from '../errors/count-text.ts';
import { itemProblem } from '../items/keys/check-item.ts';
import type { TableSchema } from '../items/keys/key-schema.ts';
import { unpackedProblem } from '../sources/checked-bytes.ts';
import type { LocatedFile } from '../sources/data-files.ts';
import { decompress } from '../sources/decompress.ts';
import { fileBytes } from '../sources/file-bytes.ts';
import { dataFileLines, type SourceItem } from '../sources/item-lines.ts';
import { itemOrProblem } from '../sources/sound-line.ts';

const READ_BYTES = 1024 * 1024;

export interface VerifyFilesOptions {
  /** To check keys by; without it neither keys nor their repetition are checked. */
  schema: TableSchema | undefined;
  problems: ProblemList;
  onProgress?: ((itemCount: number) => void) | undefined;
}

/**
 * Reads each data file whole and checks its MD5 and item count against the manifest's, each line as JSON, each item by
 * DynamoDB's rules, and that no key occurs twice. Memory is bounded; keys may spill to a temporary folder.
 * @returns the content digest of all items that could be read
 */
export async function verifyDataFiles(
  files: readonly LocatedFile[],
  options: VerifyFilesOptions,
): Promise<ContentDigest> {
  const digest = new ContentDigest();
  const keys = new KeyedRecords();
  try {
    for (const [index, file] of files.entries()) {
      await verifyFile(
        file,
        async ({ bytes, line }) => {
          const checked = checkedItem(bytes, file.name, line, options);
          if (checked === undefined) return;
          const { item, hash } = checked;
          digest.addHash(hash);
          if (options.schema !== undefined)
            await keys.add(keyText(item, options.schema.key), location(index, line));
          if (digest.itemCount % 10_000 === 0) options.onProgress?.(digest.itemCount);
        },
        options.problems,
      );
    }
    await reportRepeatedKeys(keys, files, options.problems);
  } finally {
    await keys.close();
  }
  return digest;
}

async function verifyFile(
  file: LocatedFile,
  onLine: (line: SourceItem) => Promise<void>,
  problems: ProblemList,
): Promise<void> {
  const { name } = file;
  const md5 = createHash('md5');
  let [lineCount, sizeBytes] = [0, 0];
  let isReadable = true;
  try {
    const bytes = hashed(fileBytes(file, READ_BYTES), (chunk) => {
      md5.update(chunk);
      sizeBytes += chunk.length;
    });
    for await (const lines of dataFileLines(decompress(bytes, name), name)) {
      lineCount += lines.length;
      for (const line of lines) await onLine(line);
    }
  } catch (error) {
    if (!isAutodyneError(error)) throw error;
    isReadable = false;
    problems.add(name, problemOf(error, name));
  }
  if (isReadable && file.isUnpacked) {
    problems.add(name, 'this file was decompressed after the dump: checksums cannot be compared');
    const problem = unpackedProblem(file, { lineCount, sizeBytes });
    if (problem !== undefined) problems.add(name, problem);
    return;
  }
  const isMd5Right = isReadable && md5.digest('base64') === file.md5Base64;
  if (isReadable && !isMd5Right)
    problems.add(name, 'its MD5 does not match the manifest: the file was changed');
  if (isReadable && lineCount !== file.itemCount) {
    problems.add(
      name,
      `it contains ${countOf(lineCount, 'item')}, but the manifest says ${countText(file.itemCount)}`,
    );
  }
}

async function* hashed(
  chunks: AsyncIterable<Buffer>,
  update: (chunk: Buffer) => void,
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    update(chunk);
    yield chunk;
  }
}

/** The item of a line and its hash; a problem is added to the list instead. */
function checkedItem(
  bytes: Buffer,
  file: string,
  line: number,
  { schema, problems }: VerifyFilesOptions,
): { item: TypedJsonItem; hash: Buffer } | undefined {
  try {
    const read = itemOrProblem(bytes);
    if (typeof read === 'string') {
      problems.add(file, read, line);
      return undefined;
    }
    const { json: item } = read;
    // First of all, since this refuses anything but DynamoDB JSON.
    const hash = itemHash(item);
    const found = itemProblem(decodeTypedJson(item), schema);
    if (found === undefined) return { item, hash };
    problems.add(file, found.problem, line);
  } catch (error) {
    problems.add(file, (error as Error).message, line);
  }
  return undefined;
}

function location(fileIndex: number, line: number): Buffer {
  const bytes = Buffer.allocUnsafe(10);
  bytes.writeUInt32LE(fileIndex, 0);
  bytes.writeUIntLE(line, 4, 6);
  return bytes;
}

async function reportRepeatedKeys(
  keys: KeyedRecords,
  files: readonly LocatedFile[],
  problems: ProblemList,
): Promise<void> {
  const nameOf = (at: Buffer): string => files[at.readUInt32LE(0)]?.name ?? '';
  for await (const { key, payloads } of keys.groups()) {
    const [first, ...others] = payloads;
    if (first === undefined) continue;
    for (const other of others) {
      const problem = `the key ${key} occurs twice, first in ${nameOf(first)}:${first.readUIntLE(4, 6)}`;
      problems.add(nameOf(other), problem, other.readUIntLE(4, 6));
    }
  }
}
