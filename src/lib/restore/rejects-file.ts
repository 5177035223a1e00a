import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { writing } from '../archive/write-failure.ts';
import { oddItemProblem } from '../sources/odd-item.ts';
import type { RestoreItem } from './requests/item-batch.ts';

/** A name that no other restore has, not even one begun in the same second. */
export function newRejectsPath(tableName: string): string {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  return `${tableName}-${time}-${process.pid}.rejects.jsonl`;
}

/**
 * Items that the service refused, a line each: `{"Item":{…},"Reason":"…"}`. Created for the first one, mode 0600;
 * `restore` takes it as a source. A line is on disk when {@link RejectsFile.add} resolves, which fails with
 * `Incomplete` when it cannot be written.
 */
export class RejectsFile {
  readonly path: string;
  #file: Promise<FileHandle> | undefined;
  #written: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.path = path;
  }

  add(item: RestoreItem, reason: string): Promise<void> {
    const odd = oddItemProblem(item.bytes);
    const fullReason = odd === undefined ? reason : `${odd}; ${reason}`;
    const line = `{"Item":${item.bytes.toString().replaceAll('\n', ' ')},"Reason":${JSON.stringify(fullReason)}}\n`;
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

/** More than a line can have: an item of 8 MiB, and the reason. */
const TAIL_BYTES = 16 * 1024 * 1024;

/** Opens to append, without an incomplete last line from a process that was killed: its item is rejected again. */
async function openWhole(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT, 0o600);
  const stats = await file.stat();
  // A pipe or a device has nothing to be looked at.
  if (!stats.isFile() || stats.size === 0) return file;
  const from = Math.max(0, stats.size - TAIL_BYTES);
  const tail = Buffer.alloc(stats.size - from);
  const { bytesRead } = await file.read(tail, 0, tail.length, from);
  const wholeLength = from + tail.subarray(0, bytesRead).lastIndexOf(0x0a) + 1;
  if (wholeLength < stats.size) await file.truncate(wholeLength);
  return file;
}
