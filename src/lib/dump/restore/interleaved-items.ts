import type { ReadOptions, SourceFile } from '../sources/read-source-file.ts';
import { readSourceFile } from '../sources/read-source-file.ts';
import type { PlacedBytes } from './placed-bytes.ts';
import type { Watermark } from './watermark.ts';

/** Files read at the same time: their items are near each other in the table, those of different files are not. */
const FILES_AT_ONCE = 4;

/**
 * The items of a source's files, several files in turn. What is
 * done already is read and left out.
 * @throws AutodyneError `InvalidInput` naming file and line.
 */
export async function* interleavedItems(
  files: readonly SourceFile[],
  done: readonly Watermark[],
  options: ReadOptions,
): AsyncGenerator<PlacedBytes[]> {
  let nextFile = 0;
  const open: AsyncGenerator<PlacedBytes[]>[] = [];
  const openNext = (): void => {
    const file = files[nextFile];
    if (file !== undefined) open.push(placed(file, nextFile, done[nextFile], options));
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
  sourceFile: SourceFile,
  file: number,
  done: Watermark | undefined,
  options: ReadOptions,
): AsyncGenerator<PlacedBytes[]> {
  let index = 0;
  for await (const items of readSourceFile(sourceFile, options)) {
    const first = index;
    index += items.length;
    const left = items
      .map(({ bytes, line }, at) => ({ bytes, line, file, index: first + at }))
      .filter((item) => done?.isDone(item.index) !== true);
    if (left.length > 0) yield left;
  }
}
