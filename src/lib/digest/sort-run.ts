import type { FileHandle } from 'node:fs/promises';
import { openSpillFile, spillFailure } from '../files/spill-file.ts';
import { Appender } from '../threads/appender.ts';

/** Something to be sorted by its order bytes. */
export interface SortRecord {
  order: Buffer;
  payload: Buffer;
}

const HEADER_BYTES = 8;
const WRITE_BYTES = 1024 * 1024;
const READ_BYTES = 64 * 1024;

/** Sorted records on disk, see {@link openSpillFile}. */
export interface SortRun {
  records(): AsyncGenerator<SortRecord>;
  close(): Promise<void>;
}

/**
 * Writes sorted records to a file of their own, which only its owner could read.
 * @param temporaryFolder where the file lies
 * @throws AutodyneError `InvalidInput` when it cannot be written; nothing of the read was printed yet.
 */
export async function writeRun(records: Iterable<SortRecord>, temporaryFolder: string): Promise<SortRun> {
  let file: FileHandle | undefined;
  try {
    const opened = await openSpillFile(temporaryFolder);
    file = opened;
    await writeRecords(opened, records);
    return { records: () => readRecords(opened), close: () => opened.close() };
  } catch (error) {
    await file?.close();
    throw spillFailure(temporaryFolder, error);
  }
}

async function writeRecords(file: FileHandle, records: Iterable<SortRecord>): Promise<void> {
  let pieces: Buffer[] = [];
  let sizeBytes = 0;
  for (const { order, payload } of records) {
    const header = Buffer.allocUnsafe(HEADER_BYTES);
    header.writeUInt32LE(order.length, 0);
    header.writeUInt32LE(payload.length, 4);
    pieces.push(header, order, payload);
    sizeBytes += HEADER_BYTES + order.length + payload.length;
    if (sizeBytes < WRITE_BYTES) continue;
    await file.writeFile(Buffer.concat(pieces));
    pieces = [];
    sizeBytes = 0;
  }
  await file.writeFile(Buffer.concat(pieces));
}

async function* readRecords(file: FileHandle): AsyncGenerator<SortRecord> {
  const appender = new Appender();
  let rest: Buffer = Buffer.alloc(0);
  const chunks = file.createReadStream({ start: 0, highWaterMark: READ_BYTES, autoClose: false });
  for await (const chunk of chunks) {
    const bytes = appender.append(rest, chunk as Buffer);
    let start = 0;
    for (let end = endOfRecord(bytes, start); end !== undefined; end = endOfRecord(bytes, start)) {
      const orderEnd = start + HEADER_BYTES + bytes.readUInt32LE(start);
      yield { order: bytes.subarray(start + HEADER_BYTES, orderEnd), payload: bytes.subarray(orderEnd, end) };
      start = end;
    }
    rest = bytes.subarray(start);
  }
}

function endOfRecord(bytes: Buffer, start: number): number | undefined {
  if (bytes.length < start + HEADER_BYTES) return undefined;
  const end = start + HEADER_BYTES + bytes.readUInt32LE(start) + bytes.readUInt32LE(start + 4);
  return end > bytes.length ? undefined : end;
}
