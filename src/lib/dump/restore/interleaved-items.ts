import type { UnpackedItem } from '../packed-items.ts';
import type { SourceFile } from '../sources/read-source-file.ts';
import type { PlacedBytes } from './placed-bytes.ts';
import type { Watermark } from './watermark.ts';

/** Files read at the same time: their items are near each other in the table, those of different files are not. */
const FILES_AT_ONCE = 4;

/**
 * The items of a source's files, several files in turn. What is done already is read and left out.
 * @param readFile gives the items of one file, in order, in batches
 * @throws AutodyneError `InvalidInput` naming file and line.
 */
export async function* interleavedItems(
  files: readonly SourceFile[],
  done: readonly Watermark[],
  readFile: (file: SourceFile) => AsyncGenerator<UnpackedItem[]>,
): AsyncGenerator<PlacedBytes[]> {
  let nextFile = 0;
  const open: AsyncGenerator<PlacedBytes[]>[] = [];
  const openNext = (): void => {
    const file = files[nextFile];
    if (file !== undefined) open.push(placed(readFile(file), nextFile, done[nextFile]));
    nextFile += 1;
  };
  for (let count = 0; count < FILES_AT_ONCE; count += 1) openNext();
  try {
    for (let turn = 0; open.length > 0; turn += 1) {
      const at = turn % open.length;
      const result = await open[at]?.next();
      if (result?.done === false) {
        yield result.value;
        continue;
      }
      open.splice(at, 1);
      openNext();
    }
  } finally {
    for (const items of open) await items.return(undefined);
  }
}

async function* placed(
  batches: AsyncIterable<UnpackedItem[]>,
  file: number,
  done: Watermark | undefined,
): AsyncGenerator<PlacedBytes[]> {
  let index = 0;
  for await (const items of batches) {
    const left: PlacedBytes[] = [];
    for (const { bytes, line, release } of items) {
      if (done?.isDone(index) === true) release();
      else left.push({ bytes, line, file, index, release });
      index += 1;
    }
    if (left.length > 0) yield left;
  }
}
