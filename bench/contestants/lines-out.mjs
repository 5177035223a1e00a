/** The output of contestants that write no files themselves: a file, plain or compressed with gzip. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';

/** Binary attributes become base64 in JSON, as DynamoDB has them; the cheapest way there is. */
Uint8Array.prototype.toJSON = function toJSON() {
  return Buffer.from(this.buffer, this.byteOffset, this.length).toString('base64');
};
/** Only unmarshalled items have sets of this kind. */
Set.prototype.toJSON = function toJSON() {
  return [...this];
};

/** @param {'gzip' | 'none'} compression gzip at level 1, as autodyne's */
export function openLines(path, compression) {
  const file = createWriteStream(path);
  const gzip = compression === 'gzip' ? createGzip({ level: constants.Z_BEST_SPEED }) : undefined;
  gzip?.pipe(file);
  const out = gzip ?? file;
  return {
    /** Writes a line for each item, all in one piece, and waits where the file is slower than the scan. */
    async write(items) {
      if (items.length === 0) return;
      if (!out.write(`${items.map((item) => JSON.stringify(item)).join('\n')}\n`)) await drained(out);
    },
    async close() {
      out.end();
      await finished(file);
    },
  };
}

/** Any number of segments wait for the same stream. */
async function drained(stream) {
  stream.setMaxListeners(0);
  if (stream.writableNeedDrain) await once(stream, 'drain');
}
