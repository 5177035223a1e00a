import { EXPORT_LINE, itemLines } from '../items/item-lines.ts';
import { LinesFile } from './lines-file.ts';
import { answerCalls } from './thread-calls.ts';
import type { WriterCalls } from './writer-messages.ts';

/**
 * The writing thread, which `WriterThread` starts: makes lines of pages, and data files of lines. The build makes a
 * script of its own from this file.
 */
const files = new Map<number, LinesFile>();

/** Memory for lines, used again and again: fresh memory costs more than all that is done with it. */
const spare: Buffer[] = [];

answerCalls<WriterCalls>({
  open({ file, path, compression }) {
    files.set(file, new LinesFile(path, compression));
  },
  async write({ file, body, items }) {
    const lines = itemLines({ body, items }, EXPORT_LINE, spare.pop());
    await openFile(file).write(lines);
    spare.push(Buffer.from(lines.buffer));
    return body.buffer;
  },
  async finish({ file }) {
    const facts = await openFile(file).finish();
    files.delete(file);
    return facts;
  },
  async abort({ file }) {
    await openFile(file).abort();
    files.delete(file);
  },
});

function openFile(file: number): LinesFile {
  const linesFile = files.get(file);
  if (linesFile === undefined) throw new Error(`data file ${file} is not open`);
  return linesFile;
}
