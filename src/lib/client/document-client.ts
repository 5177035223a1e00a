import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { shareOrigin } from './client-origin.ts';

/**
 * A document client (plain JavaScript values in and out) over a client of `createClient`, which is its own: destroying
 * it destroys that too. `undefined` members are refused, not dropped.
 * @param readNumber makes a value of the digits as DynamoDB keeps them; a `NumberValue`, never rounded, by default
 */
export function documentClientOver(
  client: DynamoDBClient,
  readNumber?: (digits: string) => unknown,
): DynamoDBDocumentClient {
  const documents = DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: false, convertEmptyValues: false },
    unmarshallOptions: { wrapNumbers: readNumber ?? true },
  });
  // The SDK's own `destroy` does nothing, since the client below may be in other use.
  documents.destroy = () => client.destroy();
  shareOrigin(client, documents);
  return documents;
}
