import * as v from 'valibot';
import { invalid, type JsonFields, jsonFields } from '../json/json-fields.ts';
import {
  amountSchema,
  booleanSchema,
  checkJson,
  countSchema,
  optionalSchema,
  textSchema,
} from '../json/json-schemas.ts';
import { checkFormatVersion } from './archive-layout.ts';
import { type DumpRequest, isWholeRequest } from './dump-request.ts';
import type { JournalRecord } from './journal.ts';

/** Sums over a journal. */
export interface JournalTotals {
  fileCount: number;
  itemCount: number;
  sizeBytes: number;
  contentSizeBytes: number;
  scannedCount: number;
  consumedReadUnits: number;
}

export function journalTotals(journal: readonly JournalRecord[]): JournalTotals {
  const sum = (of: (record: JournalRecord) => number): number =>
    journal.reduce((total, record) => total + of(record), 0);
  return {
    fileCount: journal.length,
    itemCount: sum((record) => record.itemCount),
    sizeBytes: sum((record) => record.sizeBytes),
    contentSizeBytes: sum((record) => record.contentSizeBytes),
    scannedCount: sum((record) => record.scannedCount),
    consumedReadUnits: sum((record) => record.consumedReadUnits),
  };
}

/** The end of a dump: `manifest-summary.json`. Without it the dump is incomplete. */
export interface DumpSummary extends JournalTotals {
  formatVersion: number;
  toolVersion: string;
  tableName: string;
  tableArn: string | undefined;
  tableId: string | undefined;
  startTime: string;
  endTime: string;
  totalSegments: number;
  firstSegment: number;
  lastSegment: number;
  isWhole: boolean;
  /**
   * Of `dump.json` and of `table.json`; `undefined` without such a file, and in dumps of earlier versions, which did
   * not record it.
   */
  requestMd5Base64: string | undefined;
  tableMd5Base64: string | undefined;
}

/** Facts that are known only at the end of a dump. */
export interface DumpEnd {
  toolVersion: string;
  endTime: string;
  tableArn?: string | undefined;
  tableId?: string | undefined;
  requestMd5Base64: string | undefined;
  tableMd5Base64: string | undefined;
}

/** The summary of a finished dump. */
export function summarize(
  request: DumpRequest,
  journal: readonly JournalRecord[],
  end: DumpEnd,
): DumpSummary {
  const { formatVersion, tableName, totalSegments, firstSegment, lastSegment } = request;
  return {
    formatVersion,
    toolVersion: end.toolVersion,
    tableName,
    tableArn: end.tableArn,
    tableId: end.tableId,
    startTime: request.startedAt,
    endTime: end.endTime,
    totalSegments,
    firstSegment,
    lastSegment,
    isWhole: isWholeRequest(request),
    requestMd5Base64: end.requestMd5Base64,
    tableMd5Base64: end.tableMd5Base64,
    ...journalTotals(journal),
  };
}

/** `manifest-summary.json`: AWS's fields first, in AWS's order. */
export function serializeSummary(summary: DumpSummary): string {
  const fields = {
    version: '2020-06-30',
    exportArn: null,
    startTime: summary.startTime,
    endTime: summary.endTime,
    tableArn: summary.tableArn ?? null,
    tableId: summary.tableId ?? null,
    exportTime: summary.startTime,
    s3Bucket: null,
    s3Prefix: null,
    s3SseAlgorithm: null,
    s3SseKmsKeyId: null,
    manifestFilesS3Key: 'manifest-files.json',
    billedSizeBytes: summary.contentSizeBytes,
    itemCount: summary.itemCount,
    outputFormat: 'DYNAMODB_JSON',
    exportType: 'FULL_EXPORT',
    formatVersion: summary.formatVersion,
    toolVersion: summary.toolVersion,
    tableName: summary.tableName,
    totalSegments: summary.totalSegments,
    firstSegment: summary.firstSegment,
    lastSegment: summary.lastSegment,
    isWhole: summary.isWhole,
    fileCount: summary.fileCount,
    sizeBytes: summary.sizeBytes,
    scannedCount: summary.scannedCount,
    consumedReadUnits: summary.consumedReadUnits,
    requestMd5Checksum: summary.requestMd5Base64 ?? null,
    tableMd5Checksum: summary.tableMd5Base64 ?? null,
  };
  return `${JSON.stringify(fields, null, 2)}\n`;
}

const versionSchema = v.object({ formatVersion: countSchema });

const summarySchema = v.object({
  formatVersion: countSchema,
  toolVersion: textSchema,
  tableName: textSchema,
  tableArn: optionalSchema(textSchema),
  tableId: optionalSchema(textSchema),
  startTime: textSchema,
  endTime: textSchema,
  totalSegments: countSchema,
  firstSegment: countSchema,
  lastSegment: countSchema,
  isWhole: booleanSchema,
  fileCount: countSchema,
  itemCount: countSchema,
  sizeBytes: countSchema,
  billedSizeBytes: countSchema,
  scannedCount: countSchema,
  consumedReadUnits: amountSchema,
  requestMd5Checksum: optionalSchema(textSchema),
  tableMd5Checksum: optionalSchema(textSchema),
});

/** @throws AutodyneError `InvalidInput` naming `location` and the field that is wrong. */
export function parseSummary(text: string, location: string): DumpSummary {
  const fields = jsonFields(location, text);
  // First of all: a newer version may have other members.
  checkFormatVersion(checkJson(versionSchema, fields).formatVersion, location);
  const read = checkJson(summarySchema, fields);
  const { billedSizeBytes, tableArn, tableId, requestMd5Checksum, tableMd5Checksum, ...summary } = read;
  return {
    ...summary,
    tableArn,
    tableId,
    contentSizeBytes: billedSizeBytes,
    requestMd5Base64: requestMd5Checksum,
    tableMd5Base64: tableMd5Checksum,
  };
}

/** The fields of an AWS export's summary, or the same fields of ours. */
export interface ExportSummary {
  itemCount: number;
  tableArn: string | undefined;
  /** AWS's `outputFormat`. */
  outputFormat: string;
}

const outputFormatSchema = v.object({ outputFormat: optionalSchema(textSchema) });
const exportSchema = v.object({ itemCount: countSchema, tableArn: optionalSchema(textSchema) });

/**
 * Reads an AWS export's `manifest-summary.json`.
 * @throws AutodyneError `InvalidInput` for an incremental export and for ION, by name.
 */
export function parseExportSummary(text: string, location: string): ExportSummary {
  const fields = jsonFields(location, text);
  if (isIncremental(fields)) {
    throw invalid(
      location,
      'this is an incremental export (INCREMENTAL_EXPORT), which cannot be restored by itself',
      undefined,
      ['restore a full export (FULL_EXPORT) of the table'],
    );
  }
  const { outputFormat = 'DYNAMODB_JSON' } = checkJson(outputFormatSchema, fields);
  if (outputFormat !== 'DYNAMODB_JSON') {
    throw invalid(location, `the export is in the format ${outputFormat}; only DYNAMODB_JSON can be read`);
  }
  const { itemCount, tableArn } = checkJson(exportSchema, fields);
  return { itemCount, tableArn, outputFormat };
}

function isIncremental({ members }: JsonFields): boolean {
  return (
    members['exportType'] === 'INCREMENTAL_EXPORT' ||
    (members['exportType'] === undefined && members['exportFromTime'] !== undefined)
  );
}
