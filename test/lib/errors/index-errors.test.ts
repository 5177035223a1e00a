import { expect, test } from 'vitest';
import { callOperation } from '../../../src/lib/client/call-operation.ts';
import { createSdkClient } from '../../../src/lib/client/client.ts';
import { startFaultServer } from '../../helpers/fault-server.ts';
import { always, serviceError } from '../../helpers/faults.ts';
import { useTable } from '../../helpers/table.ts';

const table = useTable();

const query = () => ({
  TableName: table.tableName,
  IndexName: 'by-city',
  KeyConditionExpression: 'city = :c',
  ExpressionAttributeValues: { ':c': { S: 'Rome' } },
});

test('an index that the table does not have is IndexNotFound, with the way to those that it has', async () => {
  await expect(callOperation(table.client, 'Query', query())).rejects.toMatchObject({
    code: 'IndexNotFound',
    exitCode: 4,
    message: expect.stringMatching(
      `^index "by-city" of table "${table.tableName}" does not exist: The table does not have the specified index`,
    ),
    suggestions: ['look at the indexes that the table has'],
    details: { operation: 'Query', index: 'by-city', awsError: 'ValidationException' },
  });
});

test('an index that is still being filled is refused, with advice', async () => {
  const words = 'Cannot read from backfilling global secondary index: by-city';
  const script = always(serviceError(400, 'ValidationException', words));
  await using faults = await startFaultServer(table.url, { script });
  const keys = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret', sessionToken: undefined };
  const client = createSdkClient({ ...keys, region: 'us-east-1', endpointUrl: faults.url });
  await expect(callOperation(client, 'Query', query())).rejects.toMatchObject({
    code: 'RefusedByService',
    message: `index "by-city" of table "${table.tableName}" cannot be read yet: ${words} (Query)`,
    suggestions: ['wait until the index is ACTIVE'],
    details: { index: 'by-city' },
  });
  expect(faults.requests).toHaveLength(1);
  client.destroy();
});
