/** A client of AWS's SDK as its documentation makes one, for the bench's server. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

export function sdkClient(endpoint) {
  return new DynamoDBClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDBENCH', secretAccessKey: 'bench' },
  });
}
