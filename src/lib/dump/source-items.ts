import { parseJson } from '../client/parse-json.ts';
import { AutodyneError } from '../errors/autodyne-error.ts';
import type { TypedJsonItem } from './canonical-item.ts';
import { readingError } from './sources/check-checksums.ts';
import { noRepairs } from './sources/element-item.ts';
import type { ItemSource } from './sources/open-source.ts';
import { type ReadOptions, readSourceFile } from './sources/read-source-file.ts';

/**
 * The items of a source as `JSON.parse` gives them, in batches.
 * @throws AutodyneError `InvalidInput` naming file and line for what is no item.
 */
export async function* sourceItems(
  source: ItemSource,
  options: Partial<ReadOptions> = {},
): AsyncGenerator<TypedJsonItem[]> {
  const repairs = noRepairs();
  for (const file of source.files) {
    try {
      for await (const batch of readSourceFile(file, { isRepairingBinary: false, repairs, ...options })) {
        yield batch.map(({ bytes, line }) => parsed(bytes, file.name, line));
      }
    } catch (error) {
      throw options.isChecked ? await readingError(file, error) : error;
    }
  }
  options.findings?.checkChoice();
}

function parsed(bytes: Buffer, name: string, line: number): TypedJsonItem {
  try {
    return parseJson(bytes.toString()) as TypedJsonItem;
  } catch (error) {
    throw new AutodyneError('InvalidInput', `${name}:${line}: not JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
