import type { Buffer } from 'node:buffer';
import * as v from 'valibot';
import { invalid } from '../json/json-fields.ts';
import {
  amountSchema,
  countSchema,
  objectSchema,
  optionalSchema,
  parseJsonAs,
  textSchema,
} from '../json/json-schemas.ts';
import { pathInside } from './archive-layout.ts';

/** A finished data file, as a manifest of AWS's or ours names it. */
export interface DataFile {
  /** Inside the archive, with `/`. */
  path: string;
  itemCount: number;
  /** Base64 of the MD5 of the file as it is on disk. */
  md5Base64: string;
}

/** One line of our journal. */
export interface JournalRecord extends DataFile {
  etag: string;
  segment: number;
  /** On disk. */
  sizeBytes: number;
  /** Before compression. */
  contentSizeBytes: number;
  scannedCount: number;
  consumedReadUnits: number;
  /** DynamoDB JSON; `undefined` when the segment has ended. */
  lastEvaluatedKey: Readonly<Record<string, unknown>> | undefined;
}

/** One line of `manifest-files.json`, with its line feed. */
export function serializeJournalRecord(record: JournalRecord): string {
  const line = {
    itemCount: record.itemCount,
    md5Checksum: record.md5Base64,
    etag: record.etag,
    dataFileS3Key: record.path,
    segment: record.segment,
    sizeBytes: record.sizeBytes,
    contentSizeBytes: record.contentSizeBytes,
    scannedCount: record.scannedCount,
    consumedReadUnits: record.consumedReadUnits,
    lastEvaluatedKey: record.lastEvaluatedKey ?? null,
  };
  return `${JSON.stringify(line)}\n`;
}

/**
 * The length up to the end of the last complete line: the bytes after it were being written when the writer was killed.
 */
export function wholeLinesLength(journal: Buffer): number {
  return journal.lastIndexOf(0x0a) + 1;
}

const dataFileSchema = v.object({
  dataFileS3Key: textSchema,
  itemCount: countSchema,
  md5Checksum: textSchema,
});

const recordSchema = v.object({
  ...dataFileSchema.entries,
  etag: textSchema,
  segment: countSchema,
  sizeBytes: countSchema,
  contentSizeBytes: countSchema,
  scannedCount: countSchema,
  consumedReadUnits: amountSchema,
  lastEvaluatedKey: optionalSchema(objectSchema),
});

/**
 * Reads our `manifest-files.json`. A last line without a line feed is left out (see {@link wholeLinesLength}).
 * @throws AutodyneError `InvalidInput` naming file and line for a line that is no record, or names a file outside
 *   the archive or one that another line names.
 */
export function parseJournal(journal: Buffer, location: string): JournalRecord[] {
  return parseLines(journal.subarray(0, wholeLinesLength(journal)), location, (text, lineLocation) => {
    const read = parseJsonAs(recordSchema, lineLocation, text);
    const { dataFileS3Key, md5Checksum, lastEvaluatedKey, ...record } = read;
    const path = pathInside(dataFileS3Key, lineLocation);
    return { ...record, lastEvaluatedKey, path, md5Base64: md5Checksum };
  });
}

/** Reads a `manifest-files.json` of AWS's, or the same fields of ours; throws as {@link parseJournal}. */
export function parseDataFiles(manifest: Buffer, location: string): DataFile[] {
  return parseLines(manifest, location, (text, lineLocation) => {
    const { dataFileS3Key, itemCount, md5Checksum } = parseJsonAs(dataFileSchema, lineLocation, text);
    return { path: pathInside(dataFileS3Key, lineLocation), itemCount, md5Base64: md5Checksum };
  });
}

function parseLines<T extends DataFile>(
  bytes: Buffer,
  location: string,
  read: (text: string, location: string) => T,
): T[] {
  const records: T[] = [];
  const paths = new Set<string>();
  for (const [index, line] of bytes.toString('utf8').split('\n').entries()) {
    if (line.trim() === '') continue;
    const lineLocation = `${location}: line ${index + 1}`;
    const record = read(line, lineLocation);
    if (paths.has(record.path)) throw invalid(lineLocation, `"${record.path}" is listed twice`);
    paths.add(record.path);
    records.push(record);
  }
  return records;
}
