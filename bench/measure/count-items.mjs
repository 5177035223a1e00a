/** Counts what a contestant left behind, so that no figure is of work that was not done. */
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

const LINE_FEED = 0x0a;

/** The lines of a file, or of all files of a folder; gzip or not. */
export async function countLines(path) {
  if ((await stat(path)).isDirectory()) {
    let lines = 0;
    for (const name of await readdir(path)) lines += await countLines(join(path, name));
    return lines;
  }
  let lines = 0;
  const count = async (pieces) => {
    for await (const piece of pieces) {
      for (let at = piece.indexOf(LINE_FEED); at >= 0; at = piece.indexOf(LINE_FEED, at + 1)) lines += 1;
    }
  };
  const file = createReadStream(path, { highWaterMark: 1024 * 1024 });
  await (path.endsWith('.gz')
    ? pipeline(file, createGunzip({ chunkSize: 1024 * 1024 }), count)
    : pipeline(file, count));
  return lines;
}

/** The number of items that a complete dump says it has; there is no such file in one that is not complete. */
export async function dumpItemCount(folder) {
  return JSON.parse(await readFile(join(folder, 'manifest-summary.json'), 'utf8')).itemCount;
}
