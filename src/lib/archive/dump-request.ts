import * as v from 'valibot';
import { invalid, jsonFields } from '../json/json-fields.ts';
import {
  booleanSchema,
  checkJson,
  countSchema,
  objectSchema,
  oneOfSchema,
  optionalSchema,
  textSchema,
  textsSchema,
} from '../json/json-schemas.ts';
import { type Compression, checkFormatVersion } from './archive-layout.ts';

/** The members of a Scan request that select items and attributes. */
const scanSchema = v.pipe(
  objectSchema,
  // An unknown member would be lost, and with it the selection that it makes.
  v.strictObject(
    {
      FilterExpression: v.exactOptional(textSchema),
      ProjectionExpression: v.exactOptional(textSchema),
      ExpressionAttributeNames: v.exactOptional(v.pipe(objectSchema, v.record(v.string(), textSchema))),
      /** In DynamoDB JSON. */
      ExpressionAttributeValues: v.exactOptional(v.pipe(objectSchema, v.record(v.string(), objectSchema))),
    },
    'is not a member of the Scan request of a dump',
  ),
);

export type ScanSelection = v.InferOutput<typeof scanSchema>;

/** The schema and the items, or one of them. */
export type DumpContents = 'all' | 'schema' | 'data';

/** The options of a dump: `dump.json`, from which it can be resumed. */
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

const versionSchema = v.object({ formatVersion: countSchema });

const requestSchema = v.object({
  formatVersion: countSchema,
  toolVersion: textSchema,
  tableName: textSchema,
  startedAt: textSchema,
  totalSegments: countSchema,
  firstSegment: countSchema,
  lastSegment: countSchema,
  contents: oneOfSchema(['all', 'schema', 'data']),
  isConsistent: booleanSchema,
  compression: oneOfSchema(['gzip', 'zstd', 'none']),
  attributes: optionalSchema(textsSchema),
  where: optionalSchema(textsSchema),
  scan: scanSchema,
  limit: optionalSchema(countSchema),
});

/** @throws AutodyneError `InvalidInput` naming `location` and the field that is wrong. */
export function parseDumpRequest(text: string, location: string): DumpRequest {
  const fields = jsonFields(location, text);
  // First of all: a newer version may have other members.
  checkFormatVersion(checkJson(versionSchema, fields).formatVersion, location);
  const { attributes, where, limit, ...always } = checkJson(requestSchema, fields);
  const request: DumpRequest = { ...always, attributes, where, limit };
  const { totalSegments, firstSegment, lastSegment } = request;
  if (totalSegments < 1 || totalSegments > 1_000_000) {
    throw invalid(location, `"totalSegments" is not from 1 to 1000000: ${totalSegments}`);
  }
  if (firstSegment > lastSegment || lastSegment >= totalSegments) {
    throw invalid(location, `segments ${firstSegment} to ${lastSegment} are not a range of ${totalSegments}`);
  }
  return request;
}

/** True where a complete dump of this request has the whole table; see `docs/archive-format.md`, Terms. */
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
