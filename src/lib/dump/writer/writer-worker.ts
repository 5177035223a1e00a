import { EXPORT_LINE, itemLines, itemLinesSizeBytes } from '../../bulk/item-lines.ts';
import { PageMemory } from '../../bulk/page-memory.ts';
import { handleCalls } from '../../threads/thread-calls.ts';
import { LinesFile } from './lines-file.ts';
import type { WriterCalls } from './writer-messages.ts';

/**
 * The writing thread, which `WriterThread` starts: makes lines of pages, and data files of lines. The build makes a
 * script of its own from this file.
 */
const files = new Map<number, LinesFile>();

const memory = new PageMemory();

handleCalls<WriterCalls>({
  open({ file, path, compression }) {
    files.set(file, new LinesFile(path, compression));
  },
  async write({ file, body, items }) {
    const target = memory.allocate(itemLinesSizeBytes(items, EXPORT_LINE));
    await openFile(file).write(itemLines({ body, items }, EXPORT_LINE, target));
    memory.release(target.buffer);
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
