/** lib-dynamodb of AWS's SDK, as its documentation uses it; items are the objects that it gives. */
import { randomUUID } from 'node:crypto';
import {
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
} from '@aws-sdk/lib-dynamodb';
import { sdkClient } from '../sdk.mjs';
import { sendBatches } from './inputs.mjs';

const TableName = 'users-bare';

export function open(url) {
  const client = DynamoDBDocumentClient.from(sdkClient(url));
  return {
    async find(id) {
      return (await client.send(new GetCommand({ TableName, Key: { id } }))).Item;
    },
    async create(input) {
      const Item = newItem(input);
      await client.send(new PutCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(id)' }));
      return Item;
    },
    async where() {
      const found = [];
      const query = {
        TableName,
        IndexName: 'byCity',
        KeyConditionExpression: 'city = :city',
        ExpressionAttributeValues: { ':city': 'Chicago' },
      };
      for await (const { Items } of paginateQuery({ client }, query)) found.push(...Items);
      return found;
    },
    async importMany(inputs) {
      const items = inputs.map(newItem);
      await sendBatches(items, async (batch) => {
        let RequestItems = { [TableName]: batch.map((Item) => ({ PutRequest: { Item } })) };
        while (Object.keys(RequestItems).length > 0) {
          const { UnprocessedItems } = await client.send(new BatchWriteCommand({ RequestItems }));
          RequestItems = UnprocessedItems ?? {};
        }
      });
      return items;
    },
  };
}

function newItem(input) {
  const now = Date.now() / 1000;
  return { id: randomUUID(), ...input, createdAt: now, updatedAt: now };
}
