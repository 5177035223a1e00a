import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { AutodyneError, defineModel, f } from '../../src/model.ts';
import { failureOf } from '../helpers/failure.ts';
import { useModelTable } from '../helpers/model-table.ts';

const POSTS = 12_000;
const SEEDED = 11_000;

const models = useModelTable({
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'authorId', AttributeType: 'S' },
  ],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'soakByAuthor',
      KeySchema: [{ AttributeName: 'authorId', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
});

class Author extends defineModel({ name: 'SoakAuthor', fields: { name: f.string() } }) {
  get posts() {
    return this.hasMany(() => Post, { foreignKey: 'authorId' });
  }
  get friends() {
    return this.hasAndBelongsToMany(() => Author, { inverseOf: 'friends' });
  }
}

class Post extends defineModel({
  name: 'SoakPost',
  fields: { authorId: f.string() },
  globalSecondaryIndexes: [{ name: 'soakByAuthor', partitionKey: 'authorId', projection: 'all' }],
}) {}

/** The write units of the only request that `work` sends. */
async function writeUnits(work: () => Promise<unknown>): Promise<number | undefined> {
  models.received();
  const before = models.faults.requests.length;
  await work();
  const [request, ...others] = models.faults.requests.slice(before);
  expect([request?.operation, others]).toEqual(['PutItem', []]);
  // The same request once more, of which the units are asked for.
  const body = { ...JSON.parse(String(request?.body)), ReturnConsumedCapacity: 'TOTAL' };
  const { ConditionExpression: _, ExpressionAttributeNames: __, ...input } = body;
  const { ConsumedCapacity } = await models.table.client.send(
    new PutItemCommand({ ...input, Item: { ...input.Item, id: { S: 'measured' } } }),
  );
  await models.table.client.send(
    new DeleteItemCommand({
      TableName: models.table.tableName,
      Key: { id: { S: 'measured' } },
    }),
  );
  return ConsumedCapacity?.CapacityUnits;
}

test(`the last of ${POSTS} posts by foreign key costs as much as the first, all of them added one by one`, {
  timeout: 600_000,
}, async () => {
  const author = await Author.create({ id: 'author' });
  const costs: (number | undefined)[] = [await writeUnits(() => author.posts.create({}))];
  const added = 1;
  // Each is an add of its own, of a new record or of one that is there; several under way, and nothing but its own write.
  const steps = Array.from({ length: POSTS - added - 1 }, (_, step) => step);
  let next = 0;
  const add = async (): Promise<void> => {
    for (let step = next; next < steps.length; step = next) {
      next += 1;
      if (step % 2 === 0) await author.posts.create({});
      else await author.posts.add(new Post());
    }
  };
  for (let part = 1; part <= 4; part += 1) {
    const all = steps.length;
    steps.length = Math.floor((all * part) / 4);
    models.received();
    const before = next;
    await Promise.all(Array.from({ length: 16 }, add));
    expect(new Set(models.operations())).toEqual(new Set(['PutItem']));
    expect(next - before).toBe(steps.length - before);
    steps.length = all;
    costs.push(await writeUnits(() => author.posts.create({ id: `measured-${part}` })));
    await Post.delete(`measured-${part}`);
  }
  costs.push(await writeUnits(() => author.posts.create({})));
  expect(costs[0]).toBeGreaterThan(0);
  expect(new Set(costs)).toEqual(new Set([costs[0]]));
  expect(await author.posts.size()).toBe(POSTS);
  // Nothing is stored on the owner.
  expect(Object.keys((await models.stored('author')) ?? {}).toSorted()).toEqual([
    '_model',
    'createdAt',
    'id',
    'updatedAt',
  ]);
});

test(`a set of ${SEEDED} ids, added to one by one, fails before 12,000 with the item's size, and nothing is half-linked`, {
  timeout: 600_000,
}, async () => {
  const uuid = (position: number): string => `00000000-0000-4000-8000-${String(position).padStart(12, '0')}`;
  const ids = Array.from({ length: SEEDED }, (_, position) => uuid(position));
  await models.put({ id: { S: 'owner' }, _model: { S: 'SoakAuthor' }, friendsIds: { SS: ids } });
  const owner = await Author.find('owner');
  let linked = SEEDED;
  let failure: unknown;
  let refused = '';
  while (failure === undefined && linked < 12_000) {
    refused = uuid(linked);
    const friend = await Author.create({ id: refused });
    failure = await owner.friends.add(friend).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (failure === undefined) linked += 1;
  }
  expect(linked).toBeGreaterThan(SEEDED);
  expect(linked).toBeLessThan(12_000);
  expect(String(failure)).toMatch(/item size/i);
  expect(failure).toBeInstanceOf(AutodyneError);
  expect(failure).toMatchObject({
    message: expect.stringMatching(/^SoakAuthor: /),
    suggestions: [expect.stringContaining('foreignKey')],
  });
  expect((await models.stored('owner'))?.['friendsIds']).toMatchObject({ SS: { length: linked } });
  expect(await models.stored(refused)).not.toHaveProperty('friendsIds');
  expect(await models.stored(uuid(linked - 1))).toMatchObject({ friendsIds: { SS: ['owner'] } });
  expect(await failureOf(owner.friends.add(await Author.find(refused)))).toBeInstanceOf(Error);
});
