import { packItems } from './packed-items.ts';
import type { ReaderCalls } from './reader-messages.ts';
import { checkChecksums } from './sources/check-checksums.ts';
import type { RepairCounts } from './sources/element-item.ts';
import { fileBytesBlocking } from './sources/file-bytes.ts';
import type { SourceItem } from './sources/item-lines.ts';
import { readSourceFile } from './sources/read-source-file.ts';
import { answerCalls } from './thread-calls.ts';

/**
 * The reading thread, which `ReaderThread` starts: reads, decompresses and splits a source's files. The build makes a
 * script of its own from this file.
 */
interface OpenFile {
  items: AsyncGenerator<SourceItem[]>;
  repairs: RepairCounts;
}

/** Fewer bytes are not worth a message. */
const PACK_BYTES = 208 * 1024;

const files = new Map<number, OpenFile>();

answerCalls<ReaderCalls>({
  open({ file, source, isRepairingBinary }) {
    const repairs = { bufferObjects: 0, doubleBase64: 0 };
    const options = { isRepairingBinary, repairs, bytesOf: fileBytesBlocking };
    files.set(file, { items: readSourceFile(source, options), repairs });
  },
  async next({ file, spare }) {
    const open = files.get(file);
    if (open === undefined) throw new Error(`file ${file} is not open`);
    const items = await nextItems(open.items);
    if (items.length === 0) {
      files.delete(file);
      return undefined;
    }
    const repairs = { ...open.repairs };
    Object.assign(open.repairs, { bufferObjects: 0, doubleBase64: 0 });
    return packItems(items, repairs, spare);
  },
  async check({ sources }) {
    await checkChecksums(sources);
  },
  async close({ file }) {
    await files.get(file)?.items.return(undefined);
    files.delete(file);
  },
});

/** None at the end. */
async function nextItems(batches: AsyncGenerator<SourceItem[]>): Promise<SourceItem[]> {
  const items: SourceItem[] = [];
  let sizeBytes = 0;
  while (sizeBytes < PACK_BYTES) {
    const batch = await batches.next();
    if (batch.done === true) break;
    for (const item of batch.value) {
      items.push(item);
      sizeBytes += item.bytes.length;
    }
  }
  return items;
}
