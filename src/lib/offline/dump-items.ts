import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { TypedJsonItem } from '../digest/canonical-item.ts';
import { decodeTypedJson } from '../digest/typed-json-item.ts';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { isTypedMap } from '../items/elements/sound-item.ts';
import type { SourceFindings } from '../items/elements/source-findings.ts';
import { typedItem } from '../items/json/typed-json.ts';
import { valuesProblem } from '../items/keys/check-item.ts';
import type { Item } from '../items/values/attribute-value.ts';
import { JsonText } from '../json/json-node.ts';
import { readJson } from '../json/json-reader.ts';
import { parseJson } from '../json/parse-json.ts';
import { readingError } from '../sources/check-checksums.ts';
import { noRepairs } from '../sources/element-item.ts';
import type { SourceItem } from '../sources/item-lines.ts';
import type { ItemSource } from '../sources/open-source.ts';
import { readSourceFile } from '../sources/read-source-file.ts';

/** An item of a dump, and the DynamoDB JSON that it was read from. */
export interface DumpItem {
  item: Item;
  bytes: Buffer;
}

export interface DumpItemOptions {
  /** The bytes of a source without a path. */
  stdin?: AsyncIterable<Buffer> | undefined;
  /** Called with a schema that a file begins with. */
  onTable?: (table: TableDescription) => void;
  /** Collects other facts about the files. */
  findings?: SourceFindings | undefined;
}

/**
 * The items of a dump one batch after another, in bounded memory; each item is validated, and each file is compared
 * with the MD5 that its manifest has of it.
 * @throws AutodyneError `InvalidInput` naming the file, and the line of an invalid item.
 */
export async function* dumpItems(source: ItemSource, options: DumpItemOptions): AsyncGenerator<DumpItem[]> {
  const repairs = noRepairs();
  const reading = { isRepairingBinary: false, isChecked: true, repairs, ...options };
  for (const file of source.files) {
    try {
      for await (const batch of readSourceFile(file, reading)) {
        yield batch.map((sourceItem) => readItem(sourceItem, file.name));
      }
    } catch (error) {
      throw await readingError(file, error);
    }
  }
  options.findings?.checkChoice();
}

/** The lines of data files begin with `{"Item":`. */
const DATA_FILE_COLUMN = 9;

function readItem({ bytes, line, column }: SourceItem, name: string): DumpItem {
  const item = itemOf(new JsonText(bytes.toString(), name, line, column ?? DATA_FILE_COLUMN));
  const problem = valuesProblem(item)?.problem;
  if (problem === undefined) return { item, bytes };
  const details = { file: name, line };
  throw new AutodyneError('InvalidInput', `${name}:${line}: ${problem}`, { details });
}

function itemOf(source: JsonText): Item {
  try {
    const json = parseJson(source.text) as TypedJsonItem;
    if (isTypedMap(json)) return decodeTypedJson(json);
  } catch {
    // The slow path reports the problem and its location.
  }
  return typedItem(readJson(source), source);
}

/** For bytes that {@link dumpItems} returned. */
export function decodeDumpItem(bytes: Buffer): Item {
  return decodeTypedJson(parseJson(bytes.toString()) as TypedJsonItem);
}
