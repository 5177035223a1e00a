import { expect, test } from 'vitest';
import { createSdkClient } from '../../../../src/lib/client/client.ts';
import { parseWhere } from '../../../../src/lib/items/conditions/where.ts';
import { keyRoles } from '../../../../src/lib/items/keys/key-schema.ts';
import { loadTableSchema } from '../../../../src/lib/items/read/describe-table.ts';
import { matchingKeys } from '../../../../src/lib/items/write/delete-items.ts';
import { startFaultServer } from '../../../helpers/fault-server.ts';
import { fillTable } from '../../../helpers/fill-table.ts';
import { useTable } from '../../../helpers/table.ts';

const table = useTable({
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'status', AttributeType: 'S' },
  ],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-status',
      KeySchema: [{ AttributeName: 'status', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
});

test('what is to be deleted is read from the table itself, as it is now: an index may lag behind', async () => {
  await fillTable(table.client, table.tableName, [
    { id: { S: 'a' }, status: { S: 'expired' } },
    { id: { S: 'b' }, status: { S: 'good' } },
  ]);
  await using server = await startFaultServer(table.url);
  const client = createSdkClient({
    accessKeyId: 'AKIATEST',
    secretAccessKey: 'test',
    sessionToken: undefined,
    region: 'us-east-1',
    endpointUrl: server.url,
  });
  const schema = await loadTableSchema(table.client, table.tableName);
  const conditions = parseWhere(['status=expired'], keyRoles(schema));
  const keys = [];
  for await (const { item } of matchingKeys(client, schema, conditions, () => undefined)) keys.push(item);
  client.destroy();
  expect(keys).toEqual([{ id: { S: 'a' } }]);
  const [request] = server.requests.map(({ body }) => JSON.parse(body.toString()) as object);
  expect(request).toMatchObject({ ConsistentRead: true });
  expect(request).not.toHaveProperty('IndexName');
});
