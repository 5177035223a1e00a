import { type FileHandle, open, readFile } from 'node:fs/promises';
import { oddItemProblem } from '../odd-item.ts';
import { writing } from '../write-failure.ts';
import type { PlacedItem } from './item-batch.ts';

/**
 * Items that the service refused, a line each: `{"Item":{…},"Reason":"…"}`. Made when the first one comes, mode 0600;
 * `restore` takes it as a source. A line is on disk when {@link RejectsFile.add} resolves, which fails with `Incomplete`
 * when it cannot be written.
 */
export class RejectsFile {
  readonly path: string;
  #file: Promise<FileHandle> | undefined;
  #written: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.path = path;
  }

  add(item: PlacedItem, reason: string): Promise<void> {
    const odd = oddItemProblem(item.bytes);
    const told = odd === undefined ? reason : `${odd}; ${reason}`;
    const line = `{"Item":${item.bytes.toString().replaceAll('\n', ' ')},"Reason":${JSON.stringify(told)}}\n`;
    this.#file ??= openWhole(this.path);
    this.#written = Promise.all([this.#file, this.#written]).then(async ([file]) => {
      await file.writeFile(line);
      await file.datasync();
    });
    return writing(this.path, () => this.#written);
  }

  async close(): Promise<void> {
    await this.#file?.then(
      (file) => file.close(),
      () => undefined,
    );
  }
}

/** Opens to append, without a last line that a process was killed in: its item is rejected once more. */
async function openWhole(path: string): Promise<FileHandle> {
  const file = await open(path, 'a', 0o600);
  const content = await readFile(path);
  const wholeLength = content.lastIndexOf(0x0a) + 1;
  if (wholeLength < content.length) await file.truncate(wholeLength);
  return file;
}
