import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { type Compression, FORMAT_VERSION } from '../archive/archive-layout.ts';
import type { DumpContents, DumpRequest } from '../archive/dump-request.ts';
import type { ServiceClient } from '../client/client-sender.ts';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { commandText, shellQuote } from '../errors/command-text.ts';
import { countOf } from '../errors/count-text.ts';
import { formatAttributePath } from '../items/keys/attribute-path.ts';
import { keyAttributesOf, type TableSchema, tableSchema } from '../items/keys/key-schema.ts';
import { describeTable } from '../items/read/describe-table.ts';
import { MAX_SEGMENTS_AT_A_TIME } from '../items/read/segment-lanes.ts';
import { type CostEstimate, estimateScan } from '../usage/dump-estimate.ts';
import { READ_UNIT_BYTES } from '../usage/scan-cost.ts';
import { chooseSegments } from './choose-segments.ts';
import { measureTable, type TableMeasure } from './measure-table.ts';
import { scanSelection } from './scan-selection.ts';
import { checkCompression } from './writer/compress-chunk.ts';

export interface DumpOptions {
  tableName: string;
  toolVersion: string;
  /** As many as suit the table by default. */
  totalSegments?: number | undefined;
  /** First and last, both included; needs `totalSegments`. */
  segmentRange?: readonly [number, number] | undefined;
  contents?: DumpContents | undefined;
  isConsistent?: boolean | undefined;
  compression?: Compression | undefined;
  /** Paths as `formatAttributePath` writes them. */
  attributes?: readonly string[] | undefined;
  where?: readonly string[] | undefined;
  limit?: number | undefined;
  /** Of the plan, in a month. */
  planUnits: number;
}

/** A validated dump, and its cost. */
export interface PreparedDump {
  request: DumpRequest;
  table: TableDescription;
  measure: TableMeasure;
  estimate: CostEstimate;
}

/**
 * Looks at the table and decides how to dump it. Costs nothing where DynamoDB knows the table's size, else the sample
 * of {@link measureTable}.
 * @throws AutodyneError `InvalidUsage` for options that cannot be combined; `TableNotFound`, or as the service fails.
 */
export async function prepareDump(client: ServiceClient, options: DumpOptions): Promise<PreparedDump> {
  const { tableName, toolVersion, attributes, where, limit, segmentRange, compression = 'gzip' } = options;
  checkCompression(compression);
  const table = await describeTable(client, tableName);
  const schema = tableSchema(table);
  assertKeyIsIn(schema, attributes);
  const scan = scanSelection(schema, where, attributes);
  const measure = await measureTable(client, table);
  const isConsistent = options.isConsistent ?? false;
  const totalSegments = options.totalSegments ?? chooseSegments(measure.sizeBytes);
  const [firstSegment, lastSegment] = segmentRange ?? [0, totalSegments - 1];
  if (segmentRange !== undefined && lastSegment >= totalSegments) {
    const message = `segments ${firstSegment}-${lastSegment} do not exist: the last of ${countOf(totalSegments, 'segment')} is ${totalSegments - 1}`;
    throw new AutodyneError('InvalidUsage', message);
  }
  const request: DumpRequest = {
    formatVersion: FORMAT_VERSION,
    toolVersion,
    tableName,
    startedAt: new Date().toISOString(),
    totalSegments,
    firstSegment,
    lastSegment,
    contents: options.contents ?? 'all',
    isConsistent,
    compression,
    attributes,
    where,
    scan,
    limit,
  };
  const share = (lastSegment - firstSegment + 1) / totalSegments;
  const part = {
    itemCount: Math.round(measure.itemCount * share),
    sizeBytes: Math.round(measure.sizeBytes * share),
  };
  const segments = lastSegment - firstSegment + 1;
  return {
    request,
    table,
    measure,
    estimate: estimateScan(part, { isConsistent, segments, planUnits: options.planUnits }),
  };
}

/** Items without their whole key cannot be restored into any table. */
function assertKeyIsIn({ key }: TableSchema, attributes: readonly string[] | undefined): void {
  if (attributes === undefined) return;
  const missing = keyAttributesOf(key).filter(
    ({ name }) => !attributes.includes(formatAttributePath([name])),
  );
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => `"${name}"`).join(' and ');
  const all = [...missing.map(({ name }) => formatAttributePath([name])), ...attributes].join(',');
  throw new AutodyneError(
    'InvalidUsage',
    `--attributes does not include the key ${names}: items without it cannot be restored`,
    {
      suggestions: [
        `to include it: --attributes ${shellQuote(all)}`,
        `to read only these attributes: ${commandText('scan', '--format', 'typed', '--attributes', attributes.join(','))}`,
      ],
    },
  );
}

/**
 * Looks at the table of an unfinished dump.
 * @param recorded the table as it was when the dump began, where the dump has it
 * @throws AutodyneError `InvalidInput` when it is another table of that name, or as {@link prepareDump}.
 */
export async function prepareResume(
  client: ServiceClient,
  request: DumpRequest,
  recorded: TableDescription | undefined,
): Promise<Omit<PreparedDump, 'estimate'>> {
  const table = await describeTable(client, request.tableName);
  for (const field of ['TableArn', 'TableId'] as const) {
    const [was, is] = [recorded?.[field], table[field]];
    if (was === undefined || is === undefined || was === is) continue;
    throw new AutodyneError(
      'InvalidInput',
      `the dump is of another table named "${request.tableName}": its ${field} was ${was}, now it is ${is}`,
      { suggestions: ['check the settings: autodyne config', 'or start a new dump'] },
    );
  }
  return { request, table, measure: await measureTable(client, table) };
}

/**
 * The `Limit` of one request, so that no single page takes much more than a second's units, or than a part of the
 * budget; `undefined` when a page of a megabyte is fine.
 */
export function choosePageItems(
  measure: TableMeasure,
  request: Pick<DumpRequest, 'isConsistent' | 'firstSegment' | 'lastSegment'>,
  bounds: { maxReadUnits?: number | undefined; maxUnits?: number | undefined },
): number | undefined {
  const segments = Math.min(request.lastSegment - request.firstSegment + 1, MAX_SEGMENTS_AT_A_TIME);
  const pageUnits = Math.min(
    bounds.maxReadUnits ?? Number.POSITIVE_INFINITY,
    (bounds.maxUnits ?? Number.POSITIVE_INFINITY) / segments / 4,
  );
  const averageBytes = measure.itemCount === 0 ? 0 : measure.sizeBytes / measure.itemCount;
  const bytesAUnit = request.isConsistent ? READ_UNIT_BYTES : READ_UNIT_BYTES * 2;
  if (averageBytes === 0 || pageUnits * bytesAUnit >= 1024 * 1024) return undefined;
  return Math.max(1, Math.floor((pageUnits * bytesAUnit) / averageBytes));
}
