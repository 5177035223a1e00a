import { SpillFile } from '../files/spill-file.ts';
import { Appender } from '../threads/appender.ts';

/** Something to be sorted by its order bytes. */
export interface SortRecord {
  order: Buffer;
  payload: Buffer;
}

const HEADER_BYTES = 8;
const WRITE_BYTES = 1024 * 1024;

/** Sorted records on disk, in a {@link SpillFile}. */
export interface SortRun {
  /** Its records, some at a time. */
  batches(): AsyncIterator<Iterable<SortRecord>>;
  close(): Promise<void>;
}

/**
 * Writes sorted records, given some at a time, to a file of their own.
 * @param temporaryFolder the system's temporary folder by default
 * @throws AutodyneError `InvalidInput` when it cannot be written; nothing of the read was printed yet.
 */
export async function writeRun(
  batches: Iterable<Iterable<SortRecord>> | AsyncIterable<Iterable<SortRecord>>,
  temporaryFolder?: string,
): Promise<SortRun> {
  const file = await SpillFile.open(temporaryFolder);
  try {
    for await (const records of batches) await writeRecords(file, records);
    return { batches: () => readBatches(file), close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function writeRecords(file: SpillFile, records: Iterable<SortRecord>): Promise<void> {
  let pieces: Buffer[] = [];
  let sizeBytes = 0;
  for (const { order, payload } of records) {
    const header = Buffer.allocUnsafe(HEADER_BYTES);
    header.writeUInt32LE(order.length, 0);
    header.writeUInt32LE(payload.length, 4);
    pieces.push(header, order, payload);
    sizeBytes += HEADER_BYTES + order.length + payload.length;
    if (sizeBytes < WRITE_BYTES) continue;
    await file.write(Buffer.concat(pieces));
    pieces = [];
    sizeBytes = 0;
  }
  await file.write(Buffer.concat(pieces));
}

async function* readBatches(file: SpillFile): AsyncGenerator<Iterable<SortRecord>, void> {
  const appender = new Appender();
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of file.chunks()) {
    const whole = wholeRecords(appender.append(rest, chunk));
    yield whole.records;
    rest = whole.rest;
  }
}

/** The records in some bytes, created one by one as they are read, and the rest behind the last complete one. */
function wholeRecords(bytes: Buffer): { records: Iterable<SortRecord>; rest: Buffer } {
  const ends: number[] = [];
  let last = 0;
  for (let end = endOfRecord(bytes, 0); end !== undefined; end = endOfRecord(bytes, last)) {
    ends.push(end);
    last = end;
  }
  return { records: recordsOf(bytes, ends), rest: bytes.subarray(last) };
}

function* recordsOf(bytes: Buffer, ends: readonly number[]): Generator<SortRecord, void> {
  let start = 0;
  for (const end of ends) {
    const orderEnd = start + HEADER_BYTES + bytes.readUInt32LE(start);
    yield { order: bytes.subarray(start + HEADER_BYTES, orderEnd), payload: bytes.subarray(orderEnd, end) };
    start = end;
  }
}

function endOfRecord(bytes: Buffer, start: number): number | undefined {
  if (bytes.length < start + HEADER_BYTES) return undefined;
  const end = start + HEADER_BYTES + bytes.readUInt32LE(start) + bytes.readUInt32LE(start + 4);
  return end > bytes.length ? undefined : end;
}
