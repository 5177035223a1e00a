import { AutodyneError } from '../errors/autodyne-error.ts';
import { countOf } from '../errors/count-text.ts';
import { SpillFile } from '../files/spill-file.ts';
import { toTypedJsonText } from '../items/json/typed-json.ts';
import type { KeySchema } from '../items/keys/key-schema.ts';
import type { ItemSource } from '../sources/open-source.ts';
import type { ReadOptions } from '../sources/read-source-file.ts';
import { locatedSourceItems } from '../sources/source-items.ts';
import { type Comparison, compareItems } from '../verify/compare-items.ts';
import type { ItemBatches } from '../verify/diff-dump.ts';

/** Bytes of lines that are written to the temporary file at a time. */
const WRITE_BYTES = 64 * 1024;

/** The items of a source that the table does not have, or has otherwise. */
export interface DifferingItems {
  /** These items alone. Its file has no path: its bytes are {@link chunks}. */
  source: ItemSource;
  chunks: () => AsyncIterable<Buffer>;
  comparison: Comparison;
  /** Frees the space on disk. */
  close: () => Promise<void>;
}

/**
 * Compares a source with a table, writes nothing, and keeps the items that differ in a temporary file without a name.
 * Where items of the source have one key, the table may have any of them; if it has none, the last one differs.
 * @param tableItems all items of the table
 * @throws AutodyneError `InvalidInput` for items without a key of the table, or that are no DynamoDB JSON: to restore
 *   them would be refused
 */
export async function findDifferingItems(
  source: ItemSource,
  tableItems: ItemBatches,
  { key, reading }: { key: KeySchema; reading: ReadOptions },
): Promise<DifferingItems> {
  const spill = await SpillFile.open();
  let lines: string[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    if (lines.length > 0) await spill.write(lines.join(''));
    [lines, size] = [[], 0];
  };
  try {
    const comparison = await compareItems(
      locatedSourceItems(source, { ...reading, isChecked: true }),
      tableItems,
      key,
      async ({ kind }, items) => {
        const item = kind === 'only in the second' ? undefined : items.first();
        if (item === undefined) return;
        const line = `{"Item":${toTypedJsonText(item)}}\n`;
        lines.push(line);
        size += line.length;
        if (size >= WRITE_BYTES) await flush();
      },
      { isAnyOfFirst: true, kept: 'first' },
    );
    if (comparison.uncomparedCount > 0) throw uncompared(source, comparison);
    await flush();
    const { name, format, table } = source;
    return {
      source: {
        name,
        format,
        table,
        files: [{ name, path: undefined, layout: 'lines' }],
        itemCount: comparison.onlyFirst + comparison.changed,
      },
      chunks: () => spill.chunks(),
      comparison,
      close: () => spill.close(),
    };
  } catch (error) {
    await spill.close();
    throw error;
  }
}

function uncompared(
  { name }: ItemSource,
  { uncomparedCount, uncompared: reasons }: Comparison,
): AutodyneError {
  const count = countOf(uncomparedCount, 'item');
  return new AutodyneError(
    'InvalidInput',
    `${count} of ${name} cannot be compared with the table, so that nothing was written: ${reasons.join('; ')}`,
    { suggestions: ['--mode overwrite writes the other items, and saves these to a file with the reason'] },
  );
}
