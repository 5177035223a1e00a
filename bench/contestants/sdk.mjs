/** A client of AWS's SDK as its documentation makes one, for the bench's server. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

export function sdkClient(endpoint, Client = DynamoDBClient) {
  return new Client({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDBENCH', secretAccessKey: 'bench' },
  });
}
