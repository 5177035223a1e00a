import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createSdkClient } from './client.ts';
import type { ClientOptions, ClientSettings } from './client-options.ts';

/**
 * A document client (plain JavaScript values in and out) over {@link createSdkClient}. Numbers come back wrapped
 * (`NumberValue`, the digits as DynamoDB keeps them), never rounded; `undefined` members are refused, not dropped.
 */
export function createSdkDocumentClient(
  settings: ClientSettings,
  options: ClientOptions = {},
): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(createSdkClient(settings, options), {
    marshallOptions: { removeUndefinedValues: false, convertEmptyValues: false },
    unmarshallOptions: { wrapNumbers: true },
  });
}
