import * as v from 'valibot';
import { amountSchema, booleanSchema, countSchema, textSchema } from '../../lib/json/json-schemas.ts';
import { listOf } from './printed.ts';

/** `dump --estimate`. */
export const estimateSchema = v.strictObject({
  itemCount: countSchema,
  sizeBytes: countSchema,
  /** Read units of a dump, write units of a restore. */
  capacityUnits: amountSchema,
  /** The add-on's measure: read units + 5 x write units. */
  requestUnits: amountSchema,
  /** Of the plan's request units a month: 1 is all of it. */
  planShare: amountSchema,
});
export type Estimate = v.InferOutput<typeof estimateSchema>;

export const dumpVerifyResultSchema = v.strictObject({
  folder: textSchema,
  isComplete: booleanSchema,
  isWhole: booleanSchema,
  tableName: textSchema,
  fileCount: countSchema,
  itemCount: countSchema,
  contentDigest: textSchema,
  problemCount: countSchema,
  /** The first hundred. */
  problems: listOf(
    v.strictObject({
      file: textSchema,
      /** Counted from 1; absent if the problem is about the whole file. */
      line: v.optional(countSchema),
      problem: textSchema,
    }),
  ),
});
export type DumpVerifyResult = v.InferOutput<typeof dumpVerifyResultSchema>;

/** `dump` into a folder or a file. */
export const dumpResultSchema = v.strictObject({
  tableName: textSchema,
  /** The folder or file. */
  path: textSchema,
  isWhole: booleanSchema,
  itemCount: countSchema,
  scannedCount: countSchema,
  /** Of the lines, before compression. */
  contentSizeBytes: countSchema,
  /** On disk. */
  sizeBytes: v.exactOptional(countSchema),
  consumedReadUnits: amountSchema,
  seconds: amountSchema,
  verification: v.exactOptional(dumpVerifyResultSchema),
});
export type DumpResult = v.InferOutput<typeof dumpResultSchema>;

/** `dump list` */
export const dumpListResultSchema = v.strictObject({
  /** The folder that was looked into. */
  folder: textSchema,
  /** Newest first. */
  dumps: listOf(
    v.strictObject({
      folder: textSchema,
      state: v.picklist(['whole', 'part', 'unfinished', 'damaged']),
      /** Of a damaged one: the first file that is not as it should be. */
      problem: v.nullable(textSchema),
      /** Null if the manifests cannot be read. */
      tableName: v.nullable(textSchema),
      startedAt: v.nullable(textSchema),
      itemCount: v.nullable(countSchema),
      /** Of the data files. */
      sizeBytes: v.nullable(countSchema),
    }),
  ),
});
export type DumpListResult = v.InferOutput<typeof dumpListResultSchema>;

/** The merged dump's summary. */
export const dumpMergeResultSchema = v.strictObject({
  formatVersion: countSchema,
  toolVersion: textSchema,
  tableName: textSchema,
  tableArn: v.optional(textSchema),
  tableId: v.optional(textSchema),
  startTime: textSchema,
  endTime: textSchema,
  totalSegments: countSchema,
  firstSegment: countSchema,
  lastSegment: countSchema,
  isWhole: booleanSchema,
  fileCount: countSchema,
  itemCount: countSchema,
  sizeBytes: countSchema,
  contentSizeBytes: countSchema,
  scannedCount: countSchema,
  consumedReadUnits: amountSchema,
  requestMd5Base64: v.optional(textSchema),
  tableMd5Base64: v.optional(textSchema),
});
export type DumpMergeResult = v.InferOutput<typeof dumpMergeResultSchema>;

const COMPARISON = {
  firstDigest: textSchema,
  secondDigest: textSchema,
  firstItemCount: countSchema,
  secondItemCount: countSchema,
  onlyFirst: countSchema,
  onlySecond: countSchema,
  changed: countSchema,
  firstRepeatedKeys: countSchema,
  secondRepeatedKeys: countSchema,
  uncomparedCount: countSchema,
  uncompared: listOf(textSchema),
  differences: v.array(
    v.strictObject({
      kind: v.picklist(['only in the first', 'only in the second', 'changed']),
      /** The item's key, as DynamoDB JSON. */
      key: textSchema,
    }),
  ),
};

export const dumpDiffResultSchema = v.strictObject({ first: textSchema, second: textSchema, ...COMPARISON });
export type DumpDiffResult = v.InferOutput<typeof dumpDiffResultSchema>;

const formatSchema = v.picklist([
  'autodyne dump',
  'AWS export',
  'dynamodump folder',
  'JSON',
  'several JSON files',
  'CSV',
  'several CSV files',
  'standard input',
]);

export const restoreResultSchema = v.strictObject({
  tableName: textSchema,
  source: textSchema,
  format: formatSchema,
  read: countSchema,
  written: countSchema,
  skipped: countSchema,
  rejected: countSchema,
  consumedWriteUnits: amountSchema,
  /** With `--mode differing`. */
  consumedReadUnits: v.exactOptional(amountSchema),
  rejectsPath: v.nullable(textSchema),
  /** Null if they were not counted. */
  repeatedKeys: v.nullable(countSchema),
  repairs: v.strictObject({ bufferObjects: countSchema, doubleBase64: countSchema }),
  seconds: amountSchema,
  /** The source first, the table second. */
  verification: v.exactOptional(v.strictObject({ ...COMPARISON, differenceCount: countSchema })),
  /** With `--create`. */
  created: v.exactOptional(
    v.strictObject({
      isTableNew: booleanSchema,
      /** The global indexes of the schema, all of which exist now. */
      indexes: v.array(textSchema),
      set: v.array(textSchema),
      notSet: v.array(textSchema),
      /** Settings that the schema does not contain, so they are not set. */
      untold: listOf(textSchema),
    }),
  ),
  /** The source itself says that it is incomplete: exit 3. */
  sourceHasMore: v.exactOptional(v.literal(true)),
});
export type RestoreResult = v.InferOutput<typeof restoreResultSchema>;

/** `restore --dry-run`. */
export const restoreDryRunSchema = v.strictObject({
  ...estimateSchema.entries,
  format: formatSchema,
  refusedCount: countSchema,
  refused: listOf(textSchema),
  repeatedKeys: v.nullable(countSchema),
  /** With `--mode differing`: all items of the source; `itemCount` are those that differ. */
  comparedCount: v.exactOptional(countSchema),
  readUnits: v.exactOptional(amountSchema),
});
export type RestoreDryRun = v.InferOutput<typeof restoreDryRunSchema>;

export const statsResultSchema = v.strictObject({
  itemCount: countSchema,
  sizeBytes: countSchema,
  smallestBytes: countSchema,
  largestBytes: countSchema,
  averageBytes: amountSchema,
  /** Items by size: each bucket holds those up to `upToBytes`, above the one before. */
  sizes: v.array(v.strictObject({ upToBytes: countSchema, itemCount: countSchema })),
  /** Most frequent first, a thousand at most. */
  attributes: v.array(
    v.strictObject({
      name: textSchema,
      itemCount: countSchema,
      /** Item count by type. */
      types: v.record(v.string(), countSchema),
    }),
  ),
  hasMoreAttributes: booleanSchema,
  largest: v.array(v.strictObject({ key: textSchema, sizeBytes: countSchema })),
  writeUnits: amountSchema,
});
export type StatsResult = v.InferOutput<typeof statsResultSchema>;
