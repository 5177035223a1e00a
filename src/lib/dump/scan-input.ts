import type { ScanCommandInput } from '@aws-sdk/client-dynamodb';
import type { DumpRequest } from '../archive/dump-request.ts';
import { parseTypedItem } from '../items/json/typed-json.ts';
import type { Item } from '../items/values/attribute-value.ts';
import type { SegmentStart } from './resume-plan.ts';

/** The Scan request that a segment of a dump begins or goes on with. `pageItems` is the most to evaluate at once. */
export function dumpScanInput(
  request: Pick<DumpRequest, 'tableName' | 'totalSegments' | 'isConsistent' | 'scan'>,
  start: SegmentStart,
  pageItems?: number,
): ScanCommandInput {
  const { ExpressionAttributeValues: values, ...expressions } = request.scan;
  return {
    TableName: request.tableName,
    ConsistentRead: request.isConsistent,
    ...expressions,
    ...(values === undefined ? {} : { ExpressionAttributeValues: wireItem(values) }),
    // A single segment needs no `Segment` and `TotalSegments`, and the recorded request is easier to read without.
    ...(request.totalSegments === 1 ? {} : { Segment: start.segment, TotalSegments: request.totalSegments }),
    ...(start.exclusiveStartKey === undefined
      ? {}
      : { ExclusiveStartKey: wireItem(start.exclusiveStartKey) }),
    ...(pageItems === undefined ? {} : { Limit: pageItems }),
  };
}

/** DynamoDB JSON as the SDK's client takes it, binary as bytes. */
function wireItem(json: Readonly<Record<string, unknown>>): Item {
  return parseTypedItem(JSON.stringify(json), 'dump.json');
}
