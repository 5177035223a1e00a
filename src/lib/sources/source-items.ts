import type { TypedJsonItem } from '../digest/canonical-item.ts';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { isTypedMap } from '../items/elements/sound-item.ts';
import { parseJson } from '../json/parse-json.ts';
import { readingError } from './check-checksums.ts';
import { noRepairs } from './element-item.ts';
import type { SourceItem } from './item-lines.ts';
import { oddItemProblem } from './odd-item.ts';
import type { ItemSource } from './open-source.ts';
import { type ReadOptions, readSourceFile } from './read-source-file.ts';

/** An item of a source and its location, `file:line`; or the problem of its bytes. */
export type LocatedJsonItem = { location: string } & ({ json: TypedJsonItem } | { problem: string });

/**
 * The items of a source as `JSON.parse` returns them, in batches; each is DynamoDB JSON.
 * @throws AutodyneError `InvalidInput` naming file and line for a value that is no item.
 */
export async function* sourceItems(
  source: ItemSource,
  options: Partial<ReadOptions> = {},
): AsyncGenerator<TypedJsonItem[]> {
  for await (const items of locatedSourceItems(source, options)) {
    yield items.map((item) => {
      const problem = 'problem' in item ? item.problem : typedProblem(item.json);
      if (problem !== undefined) throw new AutodyneError('InvalidInput', `${item.location}: ${problem}`);
      return 'json' in item ? item.json : {};
    });
  }
}

/**
 * As {@link sourceItems}, with each one's location. An element that looks like an item, as far as its brackets show,
 * and is not JSON (a data file and its checksum were changed) is returned with the problem.
 * @throws AutodyneError `InvalidInput` naming file and line for an element that does not even look like an item.
 */
export async function* locatedSourceItems(
  source: ItemSource,
  options: Partial<ReadOptions> = {},
): AsyncGenerator<LocatedJsonItem[]> {
  const repairs = noRepairs();
  for (const file of source.files) {
    try {
      for await (const batch of readSourceFile(file, { isRepairingBinary: false, repairs, ...options })) {
        yield batch.map((item) => locatedItem(item, file.name));
      }
    } catch (error) {
      throw options.isChecked ? await readingError(file, error) : error;
    }
  }
  options.findings?.checkChoice();
}

/**
 * The first reason why an item is not DynamoDB JSON, such as binary that is not base64; `undefined` for a valid one.
 */
function typedProblem(json: TypedJsonItem): string | undefined {
  return isTypedMap(json) ? undefined : oddItemProblem(Buffer.from(JSON.stringify(json)));
}

function locatedItem({ bytes, line }: SourceItem, name: string): LocatedJsonItem {
  const location = `${name}:${line}`;
  try {
    return { location, json: parseJson(bytes.toString()) as TypedJsonItem };
  } catch (error) {
    return { location, problem: `not JSON: ${(error as Error).message}` };
  }
}
