import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { fromAwsError, type OperationContext } from '../errors/from-aws-error.ts';

/**
 * Runs one call to the service and turns what it throws into an AutodyneError.
 * @example await withAwsErrors({ operation: 'GetItem', tableName }, () => client.send(new GetItemCommand(input)))
 */
export async function withAwsErrors<T>(context: OperationContext, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw fromAwsError(error, context);
  }
}

/**
 * Sends one command and turns what it throws into an AutodyneError that names the operation, the table and, when it
 * cannot be reached, the endpoint.
 * @example await callService(client, 'GetItem', tableName, () => client.send(new GetItemCommand(input)))
 */
export async function callService<T>(
  client: DynamoDBClient,
  operation: string,
  tableName: string,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw fromAwsError(error, { operation, tableName, endpointUrl: await clientEndpointUrl(client) });
  }
}

/** The endpoint that a client talks to, for error messages. */
export async function clientEndpointUrl(client: DynamoDBClient): Promise<string | undefined> {
  const endpoint = await client.config.endpoint?.();
  if (endpoint === undefined) return undefined;
  const port = endpoint.port === undefined ? '' : `:${endpoint.port}`;
  return `${endpoint.protocol}//${endpoint.hostname}${port}`;
}
