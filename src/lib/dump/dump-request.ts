import { type Compression, checkFormatVersion } from './archive-layout.ts';
import {
  booleanField,
  countField,
  invalid,
  jsonFields,
  objectField,
  oneOf,
  optional,
  textField,
  textsField,
} from './json-fields.ts';

/** The members of a Scan request that say which items, and what of them, to read. */
export interface ScanSelection {
  FilterExpression?: string;
  ProjectionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  /** In DynamoDB JSON. */
  ExpressionAttributeValues?: Record<string, unknown>;
}

/** The schema and the items, or one of them. */
export type DumpContents = 'all' | 'schema' | 'data';

/** What was asked of a dump: `dump.json`, from which it can be resumed. */
export interface DumpRequest {
  formatVersion: number;
  toolVersion: string;
  tableName: string;
  /** ISO 8601, UTC. */
  startedAt: string;
  totalSegments: number;
  firstSegment: number;
  lastSegment: number;
  contents: DumpContents;
  isConsistent: boolean;
  compression: Compression;
  attributes: readonly string[] | undefined;
  where: readonly string[] | undefined;
  scan: ScanSelection;
  limit: number | undefined;
}

export function serializeDumpRequest(request: DumpRequest): string {
  const { attributes = null, where = null, scan, limit = null, ...rest } = request;
  return `${JSON.stringify({ ...rest, attributes, where, scan, limit }, null, 2)}\n`;
}

/** @throws AutodyneError `InvalidInput` naming `place` and the field that is wrong. */
export function parseDumpRequest(text: string, place: string): DumpRequest {
  const fields = jsonFields(place, text);
  const formatVersion = countField(fields, 'formatVersion');
  checkFormatVersion(formatVersion, place);
  const request: DumpRequest = {
    formatVersion,
    toolVersion: textField(fields, 'toolVersion'),
    tableName: textField(fields, 'tableName'),
    startedAt: textField(fields, 'startedAt'),
    totalSegments: countField(fields, 'totalSegments'),
    firstSegment: countField(fields, 'firstSegment'),
    lastSegment: countField(fields, 'lastSegment'),
    contents: oneOf(fields, 'contents', ['all', 'schema', 'data']),
    isConsistent: booleanField(fields, 'isConsistent'),
    compression: oneOf(fields, 'compression', ['gzip', 'zstd', 'none']),
    attributes: textsField(fields, 'attributes'),
    where: textsField(fields, 'where'),
    scan: objectField(fields, 'scan') as ScanSelection,
    limit: optional(countField, fields, 'limit'),
  };
  const { totalSegments, firstSegment, lastSegment } = request;
  if (totalSegments < 1 || totalSegments > 1_000_000) {
    throw invalid(place, `"totalSegments" is not from 1 to 1000000: ${totalSegments}`);
  }
  if (firstSegment > lastSegment || lastSegment >= totalSegments) {
    throw invalid(place, `segments ${firstSegment} to ${lastSegment} are not a range of ${totalSegments}`);
  }
  return request;
}

/** Whether a complete dump of this request holds the whole table; see `docs/archive-format.md`, Terms. */
export function isWholeRequest(request: DumpRequest): boolean {
  return (
    request.contents === 'all' &&
    request.firstSegment === 0 &&
    request.lastSegment === request.totalSegments - 1 &&
    request.attributes === undefined &&
    request.limit === undefined &&
    Object.keys(request.scan).length === 0
  );
}
