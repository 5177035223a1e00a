import { hash } from 'node:crypto';
import { MAX_BATCH_WRITES } from '../wire/request-limits.ts';

/**
 * The body of a request, and its SHA-256 in hex, which the signature needs; computed by the thread that builds the
 * body.
 */
export interface RequestBody {
  bytes: Buffer;
  sha256: string;
}

/** The bytes before, between and after the items of a request. */
export interface RequestFrame {
  start: string;
  between: string;
  end: string;
  /** The most items that one request takes. */
  maxItems: number;
}

/** A BatchWriteItem that puts items. */
export function batchFrame(tableName: string): RequestFrame {
  const start = `{"RequestItems":{${JSON.stringify(tableName)}:[{"PutRequest":{"Item":`;
  const end = '}}]},"ReturnConsumedCapacity":"TOTAL"}';
  return { start, between: '}},{"PutRequest":{"Item":', end, maxItems: MAX_BATCH_WRITES };
}

/** A PutItem that fails where the item's key exists. */
export function putIfAbsentFrame(tableName: string, partitionKeyName: string): RequestFrame {
  const members = {
    TableName: tableName,
    ConditionExpression: 'attribute_not_exists(#key)',
    ExpressionAttributeNames: { '#key': partitionKeyName },
    ReturnConsumedCapacity: 'TOTAL',
  };
  const start = `${JSON.stringify(members).slice(0, -1)},"Item":`;
  return { start, between: '', end: '}', maxItems: 1 };
}

/**
 * The request that puts these items, bytes of DynamoDB JSON. Each must be one whole JSON object: it is not checked
 * again.
 */
export function putRequest(frame: RequestFrame, items: readonly Uint8Array[]): RequestBody {
  const between = Buffer.from(frame.between);
  const pieces = items.flatMap((item, index) => (index === 0 ? [item] : [between, item]));
  const bytes = Buffer.concat([Buffer.from(frame.start), ...pieces, Buffer.from(frame.end)]);
  return { bytes, sha256: hash('sha256', bytes) };
}
