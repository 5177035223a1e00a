import * as v from 'valibot';
import { amountSchema, countSchema, textSchema, textsSchema } from '../../lib/json/json-schemas.ts';
import { itemSchema } from './dynamodb-shapes.ts';
import { listOf, printedFrom } from './printed.ts';

/** `get` of one item: the shape of `aws dynamodb get-item`, with `null` for an item that is not there (exit code 4). */
export const getResultSchema = v.strictObject({ Item: v.nullable(itemSchema) });
export type GetResult = v.InferOutput<typeof getResultSchema>;

/** `get` of many: the shape of `aws dynamodb batch-get-item`, the items that are there in the order of their keys. */
export const getManyResultSchema = v.strictObject({
  Responses: v.record(v.string(), v.array(itemSchema)),
  UnprocessedKeys: printedFrom<Record<string, never>>(v.strictObject({})),
});
export type GetManyResult = v.InferOutput<typeof getManyResultSchema>;

/** `put`, `update` and `delete` of one item: the shape of `aws dynamodb put-item`. */
export const writeResultSchema = v.strictObject({
  /** The item before or after the change, if requested; or only some of its attributes. */
  Attributes: v.exactOptional(itemSchema),
});
export type WriteResult = v.InferOutput<typeof writeResultSchema>;

export const putManyResultSchema = v.strictObject({
  /** Items that DynamoDB accepted. */
  written: countSchema,
  /** Items not written because a later item of the same request has the same key. */
  repeated: countSchema,
  /** The input itself says that it is incomplete: exit 3. */
  sourceHasMore: v.exactOptional(v.literal(true)),
  /** With `--return-old`: the items that were replaced. */
  Attributes: v.exactOptional(v.array(itemSchema)),
});
export type PutManyResult = v.InferOutput<typeof putManyResultSchema>;

export const editResultSchema = v.strictObject({
  /** Names of the attributes that were changed, added or taken out. */
  changed: textsSchema,
});
export type EditCommandResult = v.InferOutput<typeof editResultSchema>;

/** `copy` and `move`. */
export const copyResultSchema = v.strictObject({
  /** The key that the item was read with. */
  from: itemSchema,
  /** The new key. */
  to: itemSchema,
  /** With `--force`: the item that was replaced. */
  Attributes: v.exactOptional(itemSchema),
});
export type CopyResult = v.InferOutput<typeof copyResultSchema>;

export const deleteManyResultSchema = v.strictObject({
  /** Keys that DynamoDB accepted, whether an item existed or not. */
  deleted: countSchema,
});
export type DeleteManyResult = v.InferOutput<typeof deleteManyResultSchema>;

/** `delete --dry-run` of many items. */
export const deleteDryRunSchema = v.strictObject({
  tableName: textSchema,
  /** Items that would be deleted; of a file, its keys. */
  wouldDelete: countSchema,
  /** Items of the table: counted by a Scan, else as DescribeTable reports them; `null` if that is unknown, or for a file. */
  tableItems: v.nullable(countSchema),
  /** The first of their keys, 10 at the most. */
  firstKeys: listOf(itemSchema),
  /** The first items, 3 at the most; of a file, keys. */
  examples: listOf(itemSchema),
  /** Consumed by reading the keys; 0 if nothing had to be read, `null` if the server does not report units. */
  readUnits: v.nullable(amountSchema),
  /** Estimated for the deletion, indexes included, from items that were read; of a file, the least. */
  writeUnits: amountSchema,
});
export type DeleteDryRun = v.InferOutput<typeof deleteDryRunSchema>;

/** `transact`; `aws dynamodb transact-write-items` prints nothing of it. */
export const transactResultSchema = v.strictObject({
  /** Sent again with it within ten minutes, the same transaction is done once. */
  ClientRequestToken: textSchema,
});
export type TransactResult = v.InferOutput<typeof transactResultSchema>;

/** `sql`: the shape of `aws dynamodb execute-statement`, the items of all its pages. */
export const sqlResultSchema = v.strictObject({
  /** Not with `--count`. */
  Items: v.exactOptional(v.array(itemSchema)),
  /** Only with `--count`. */
  Count: v.exactOptional(countSchema),
  /** Only if a limit stopped the read at the end of a page. */
  NextToken: v.exactOptional(textSchema),
});
export type SqlResult = v.InferOutput<typeof sqlResultSchema>;

/** `query` and `scan`: the shape of `aws dynamodb query`; no `Items` with `--count`. */
export const readResultSchema = v.strictObject({
  Items: v.exactOptional(v.array(itemSchema)),
  Count: countSchema,
  ScannedCount: countSchema,
  /** Only if a limit stopped the read. */
  LastEvaluatedKey: v.exactOptional(itemSchema),
});
export type ReadResult = v.InferOutput<typeof readResultSchema>;
