import type * as Sdk from '@aws-sdk/client-dynamodb';
import { parseJson } from '../json/parse-json.ts';
import { firstTableOf } from '../wire/first-table.ts';
import { readResponse } from '../wire/read-response.ts';
import { requestBody } from '../wire/request-body.ts';
import { checkResponseShape, notDynamoDb } from '../wire/response-shape.ts';
import { type ServiceClient, senderIfBare } from './client-sender.ts';
import { checkSdkClient, HandedInClient, type SdkClient } from './handed-in-client.ts';
import type { RawSender } from './raw-sender.ts';
import { isReadStatement, refuseWrite } from './read-only.ts';
import type { CallNames } from './sdk-call.ts';

/** Input and output of each operation, in the SDK's types; binary is bytes, a time is a `Date`. */
interface Operations {
  BatchGetItem: [Sdk.BatchGetItemInput, Sdk.BatchGetItemOutput];
  BatchWriteItem: [Sdk.BatchWriteItemInput, Sdk.BatchWriteItemOutput];
  CreateTable: [Sdk.CreateTableInput, Sdk.CreateTableOutput];
  DeleteItem: [Sdk.DeleteItemInput, Sdk.DeleteItemOutput];
  DeleteTable: [Sdk.DeleteTableInput, Sdk.DeleteTableOutput];
  DescribeTable: [Sdk.DescribeTableInput, Sdk.DescribeTableOutput];
  DescribeTimeToLive: [Sdk.DescribeTimeToLiveInput, Sdk.DescribeTimeToLiveOutput];
  ExecuteStatement: [Sdk.ExecuteStatementInput, Sdk.ExecuteStatementOutput];
  GetItem: [Sdk.GetItemInput, Sdk.GetItemOutput];
  ListTagsOfResource: [Sdk.ListTagsOfResourceInput, Sdk.ListTagsOfResourceOutput];
  PutItem: [Sdk.PutItemInput, Sdk.PutItemOutput];
  Query: [Sdk.QueryInput, Sdk.QueryOutput];
  Scan: [Sdk.ScanInput, Sdk.ScanOutput];
  TagResource: [Sdk.TagResourceInput, object];
  TransactGetItems: [Sdk.TransactGetItemsInput, Sdk.TransactGetItemsOutput];
  TransactWriteItems: [Sdk.TransactWriteItemsInput, Sdk.TransactWriteItemsOutput];
  UpdateItem: [Sdk.UpdateItemInput, Sdk.UpdateItemOutput];
  UpdateTable: [Sdk.UpdateTableInput, Sdk.UpdateTableOutput];
  UpdateTimeToLive: [Sdk.UpdateTimeToLiveInput, Sdk.UpdateTimeToLiveOutput];
}

export interface CallOptions {
  /** The input as bytes, where these are made already. */
  body?: Buffer | undefined;
  /** Aborts the request, which the server may still have carried out. */
  signal?: AbortSignal | undefined;
}

/**
 * Calls one operation of DynamoDB: the one way in which requests of items, tables and indexes are made. Retried while
 * the failure is one that passes; the response is held to what the operation always gives. A client of our own factory
 * is passed by, through the sender beside it, unless someone added middleware to it; any other sends by itself. Items
 * are typed both ways, through a document client too.
 * @example const { Item } = await callOperation(client, 'GetItem', { TableName, Key });
 * @throws AutodyneError as the service fails or cannot be reached; `Unreachable` for a response that is not DynamoDB's,
 *   `ReadOnly` for a write in read-only mode, `InvalidUsage` for a client of an SDK that is too old; an `AbortError`.
 */
export async function callOperation<O extends keyof Operations>(
  client: ServiceClient,
  operation: O,
  input: Operations[O][0],
  { body, signal }: CallOptions = {},
): Promise<Operations[O][1]> {
  const { client: target, isReadOnly } =
    client instanceof HandedInClient ? client : { client, isReadOnly: false };
  if (isReadOnly) refuseWrite(operation, input);
  const members: Record<string, unknown> = { ...input };
  const { IndexName } = input as { IndexName?: string };
  const options = { tableName: firstTableOf(input), indexName: IndexName, body, signal };
  const sender = senderIfBare(target);
  const output = sender
    ? await sendBody(sender, operation, input, options)
    : await sendCommand(target as SdkClient, operation, input, options);
  checkResponseShape(operation, output, members);
  return output as Operations[O][1];
}

type SendingOptions = CallNames & CallOptions;

async function sendBody(
  sender: RawSender,
  operation: string,
  input: object,
  options: SendingOptions,
): Promise<Record<string, unknown>> {
  const response = await sender.send(operation, options.body ?? requestBody(input), {
    ...options,
    isRead: isReadStatement(operation, input),
  });
  const text = response.toString();
  return readResponse(operation, parseOutput(operation, text), text);
}

/** The SDK's commands are loaded when a client needs them. */
async function sendCommand(
  client: SdkClient,
  operation: string,
  input: object,
  options: SendingOptions,
): Promise<Record<string, unknown>> {
  checkSdkClient(client);
  const { callBySdk } = await import('./sdk-call.ts');
  return callBySdk(client, operation, input, options);
}

function parseOutput(operation: string, text: string): Record<string, unknown> {
  try {
    // The sender lets only what begins as an object through.
    return parseJson(text) as Record<string, unknown>;
  } catch {
    throw notDynamoDb(operation, 'it is not JSON');
  }
}
