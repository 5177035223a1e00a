import type { TypedJsonItem } from '../digest/canonical-item.ts';
import { decodeTypedJson } from '../digest/typed-json-item.ts';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { itemProblem } from '../items/keys/check-item.ts';
import type { TableSchema } from '../items/keys/key-schema.ts';
import type { Item } from '../items/values/attribute-value.ts';
import { itemSizeBytes } from '../items/values/item-size.ts';
import { parseJson } from '../json/parse-json.ts';
import { oddItemProblem } from '../sources/odd-item.ts';
import type { ItemSource } from '../sources/open-source.ts';
import { type ReadOptions, readSourceFile } from '../sources/read-source-file.ts';
import { indexWriteUnits, writeUnits } from '../usage/write-cost.ts';
import { RepeatedKeys } from './requests/repeated-keys.ts';

/** The result of reading a whole source. */
export interface SourceMeasure {
  itemCount: number;
  sizeBytes: number;
  /** For all of it, indexes included. */
  writeUnits: number;
  /** Items that the service will refuse, with the first few reasons. */
  refusedCount: number;
  refused: readonly string[];
  /** Items whose key an earlier one has; `undefined` when the temporary folder had no room to count them. */
  repeatedKeys: number | undefined;
}

const KEPT_REASONS = 10;

/**
 * Reads a whole source and measures what restoring it into a table of this schema takes. Writes nothing.
 * @throws AutodyneError `InvalidInput` naming file and line of what is no item.
 */
export async function measureSource(
  source: ItemSource,
  schema: TableSchema,
  reading: ReadOptions,
): Promise<SourceMeasure> {
  const measure = { itemCount: 0, sizeBytes: 0, writeUnits: 0, refusedCount: 0, refused: [] as string[] };
  const refuse = (location: string, problem: string): void => {
    measure.refusedCount += 1;
    if (measure.refused.length < KEPT_REASONS) measure.refused.push(`${location}: ${problem}`);
  };
  const repeatedKeys = new RepeatedKeys(schema.key);
  try {
    for (const file of source.files) {
      for await (const batch of readSourceFile(file, reading)) {
        for (const { bytes, line } of batch) {
          const location = `${file.name}:${line}`;
          measure.itemCount += 1;
          const odd = oddItemProblem(bytes);
          if (odd !== undefined) {
            refuse(location, odd);
            continue;
          }
          const item = parsedItem(bytes, location);
          const sizeBytes = itemSizeBytes(item);
          measure.sizeBytes += sizeBytes;
          measure.writeUnits += writeUnits(sizeBytes) + indexWriteUnits(item, schema);
          const problem = itemProblem(item, schema)?.problem;
          if (problem === undefined) repeatedKeys.add(bytes);
          else refuse(location, problem);
        }
        await repeatedKeys.settle();
      }
    }
    reading.findings?.checkChoice();
    return { ...measure, repeatedKeys: await repeatedKeys.repeatedCount() };
  } finally {
    await repeatedKeys.close();
  }
}

function parsedItem(bytes: Buffer, location: string): Item {
  try {
    return decodeTypedJson(parseJson(bytes.toString()) as TypedJsonItem);
  } catch (error) {
    throw new AutodyneError('InvalidInput', `${location}: ${(error as Error).message}`, { cause: error });
  }
}
