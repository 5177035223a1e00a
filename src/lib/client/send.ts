import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { fromAwsError, type OperationContext } from '../errors/from-aws-error.ts';

/**
 * Runs one call to the service and turns what it throws into an AutodyneError that names the operation, the table and,
 * when it cannot be reached, the endpoint.
 * @example await callService(client, { operation: 'GetItem', tableName }, () => client.send(new GetItemCommand(input)))
 */
export async function callService<T>(
  client: DynamoDBClient,
  context: Omit<OperationContext, 'endpointUrl'>,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw fromAwsError(error, { ...context, endpointUrl: await endpointUrlOf(client) });
  }
}

async function endpointUrlOf(client: DynamoDBClient): Promise<string | undefined> {
  const endpoint = await client.config.endpoint?.();
  if (endpoint === undefined) return undefined;
  const port = endpoint.port === undefined ? '' : `:${endpoint.port}`;
  return `${endpoint.protocol}//${endpoint.hostname}${port}`;
}
