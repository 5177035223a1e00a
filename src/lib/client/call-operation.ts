import type * as Sdk from '@aws-sdk/client-dynamodb';
import { parseJson } from '../json/parse-json.ts';
import { readResponse } from '../wire/read-response.ts';
import { requestBody } from '../wire/request-body.ts';
import { checkResponseShape, notDynamoDb } from '../wire/response-shape.ts';
import { type ServiceClient, senderOf } from './client-sender.ts';

/** Input and output of each operation, in the SDK's types; binary is bytes, a time is a `Date`. */
interface Operations {
  BatchGetItem: [Sdk.BatchGetItemInput, Sdk.BatchGetItemOutput];
  BatchWriteItem: [Sdk.BatchWriteItemInput, Sdk.BatchWriteItemOutput];
  CreateTable: [Sdk.CreateTableInput, Sdk.CreateTableOutput];
  DeleteItem: [Sdk.DeleteItemInput, Sdk.DeleteItemOutput];
  DescribeTable: [Sdk.DescribeTableInput, Sdk.DescribeTableOutput];
  DescribeTimeToLive: [Sdk.DescribeTimeToLiveInput, Sdk.DescribeTimeToLiveOutput];
  GetItem: [Sdk.GetItemInput, Sdk.GetItemOutput];
  ListTagsOfResource: [Sdk.ListTagsOfResourceInput, Sdk.ListTagsOfResourceOutput];
  PutItem: [Sdk.PutItemInput, Sdk.PutItemOutput];
  Query: [Sdk.QueryInput, Sdk.QueryOutput];
  Scan: [Sdk.ScanInput, Sdk.ScanOutput];
  TagResource: [Sdk.TagResourceInput, object];
  UpdateItem: [Sdk.UpdateItemInput, Sdk.UpdateItemOutput];
  UpdateTable: [Sdk.UpdateTableInput, Sdk.UpdateTableOutput];
  UpdateTimeToLive: [Sdk.UpdateTimeToLiveInput, Sdk.UpdateTimeToLiveOutput];
}

export interface CallOptions {
  /** Aborts the request, which the server may still have carried out. */
  signal?: AbortSignal | undefined;
}

/**
 * Calls one operation of DynamoDB: the one way in which requests of items, tables and indexes are made. Retried while
 * the failure is transient; the response must have the members that the operation always returns.
 * @example const { Item } = await callOperation(client, 'GetItem', { TableName, Key });
 * @throws AutodyneError as the service fails or cannot be reached; `Unreachable` for a response that is not DynamoDB's,
 *   `ReadOnly` for a write in read-only mode.
 */
export async function callOperation<O extends keyof Operations>(
  client: ServiceClient,
  operation: O,
  input: Operations[O][0],
  options: CallOptions = {},
): Promise<Operations[O][1]> {
  const members: Record<string, unknown> = { ...input };
  const body = await senderOf(client).send(operation, requestBody(input), {
    ...namesIn(members),
    signal: options.signal,
  });
  const output = readResponse(operation, parseOutput(operation, body));
  checkResponseShape(operation, output, members);
  return output as Operations[O][1];
}

function namesIn(input: {
  TableName?: string | undefined;
  IndexName?: string | undefined;
  RequestItems?: Record<string, unknown> | undefined;
}): { tableName: string; indexName: string | undefined } {
  const [first = ''] = Object.keys(input.RequestItems ?? {});
  return { tableName: input.TableName ?? first, indexName: input.IndexName };
}

function parseOutput(operation: string, body: Buffer): Record<string, unknown> {
  try {
    // The sender lets only what begins as an object through.
    return parseJson(body.toString()) as Record<string, unknown>;
  } catch {
    throw notDynamoDb(operation, 'it is not JSON');
  }
}
