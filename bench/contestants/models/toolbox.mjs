import { randomUUID } from 'node:crypto';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Entity } from 'dynamodb-toolbox/entity';
import { BatchPutRequest } from 'dynamodb-toolbox/entity/actions/batchPut';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { boolean } from 'dynamodb-toolbox/schema/boolean';
import { item } from 'dynamodb-toolbox/schema/item';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { set } from 'dynamodb-toolbox/schema/set';
import { string } from 'dynamodb-toolbox/schema/string';
import { Table } from 'dynamodb-toolbox/table';
import { BatchWriteCommand, execute } from 'dynamodb-toolbox/table/actions/batchWrite';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { sdkClient } from '../sdk.mjs';
import { sendBatches } from './inputs.mjs';

export function open(url) {
  const table = new Table({
    name: 'users-toolbox',
    documentClient: DynamoDBDocumentClient.from(sdkClient(url)),
    partitionKey: { name: 'id', type: 'string' },
    indexes: { byCity: { type: 'global', partitionKey: { name: 'city', type: 'string' } } },
  });
  const User = new Entity({
    name: 'User',
    table,
    entityAttribute: { name: '_et' },
    // Its own, in the way that it stores them: as text.
    timestamps: { created: { savedAs: 'created' }, modified: { savedAs: 'modified' } },
    schema: item({
      id: string()
        .key()
        .putDefault(() => randomUUID()),
      name: string(),
      email: string().optional(),
      city: string(),
      age: number().optional(),
      balance: number().optional(),
      active: boolean().optional(),
      tags: set(string()).optional(),
      bio: string().optional(),
      settings: map({ theme: string().optional(), pageSize: number().optional() }).optional(),
    }),
  });
  const query = table
    .build(QueryCommand)
    .query({ index: 'byCity', partition: 'Chicago' })
    .entities(User)
    .options({ maxPages: Number.POSITIVE_INFINITY });
  return {
    find: async (id) => (await User.build(GetItemCommand).key({ id }).send()).Item,
    create: (input) =>
      User.build(PutItemCommand)
        .item({ id: randomUUID(), ...input })
        .options({ condition: { attr: 'id', exists: false } })
        .send(),
    where: async () => (await query.send()).Items,
    async importMany(inputs) {
      await sendBatches(inputs, async (batch) => {
        const requests = batch.map((input) =>
          User.build(BatchPutRequest).item({ id: randomUUID(), ...input }),
        );
        await execute(table.build(BatchWriteCommand).requests(...requests));
      });
      return inputs;
    },
  };
}
