import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { defineModel, f, preload } from '../../../src/model.ts';
import { failureOf } from '../../helpers/failure.ts';
import { useModelTable } from '../../helpers/model-table.ts';

const models = useModelTable();

const BY_AUTHOR = 'byAuthor';

class Author extends defineModel({ name: 'FkAuthor', fields: { name: f.string() } }) {
  get posts() {
    return this.hasMany(() => Post, { foreignKey: 'authorId' });
  }
  get profile() {
    return this.hasOne(() => Profile, { foreignKey: 'authorId' });
  }
  get drafts() {
    return this.hasMany<typeof Post>('FkPost', { inverseOf: 'draftAuthor' });
  }
}

class Post extends defineModel({
  name: 'FkPost',
  fields: { title: f.string(), authorId: f.string(), draftAuthorId: f.string(), likes: f.integer() },
  globalSecondaryIndexes: [
    { name: BY_AUTHOR, partitionKey: 'authorId', sortKey: 'createdAt', projection: 'all' },
    { name: 'byLikes', partitionKey: 'draftAuthorId', sortKey: 'likes', projection: 'all' },
  ],
}) {
  get author() {
    return this.belongsTo(() => Author, { foreignKey: 'authorId' });
  }
  get draftAuthor() {
    return this.belongsTo(() => Author, { foreignKey: 'draftAuthorId' });
  }
}

class Profile extends defineModel({
  name: 'FkProfile',
  fields: { text: f.string(), authorId: f.string() },
  globalSecondaryIndexes: [
    { name: BY_AUTHOR, partitionKey: 'authorId', sortKey: 'createdAt', projection: 'all' },
  ],
}) {
  get author() {
    return this.belongsTo(() => Author, { foreignKey: 'authorId' });
  }
}

beforeAll(async () => {
  await models.table.client.send(
    new UpdateTableCommand({
      TableName: models.table.tableName,
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'authorId', AttributeType: 'S' },
        { AttributeName: 'createdAt', AttributeType: 'N' },
      ],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: BY_AUTHOR,
            KeySchema: [
              { AttributeName: 'authorId', KeyType: 'HASH' },
              { AttributeName: 'createdAt', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'ALL' },
          },
        },
      ],
    }),
  );
});

describe('J2: a foreign key is a field, and nothing is stored on the owner', () => {
  test('hasMany is a Query of the index on the field, in the order of its sort key', async () => {
    const author = await Author.create({ id: 'j2' });
    const first = await author.posts.create({ id: 'j2-1', title: 'a', likes: 1 });
    await author.posts.create({ id: 'j2-2', title: 'b', likes: 2 });
    expect(first.authorId).toBe('j2');
    expect(Object.keys((await models.stored('j2')) ?? {}).sort()).toEqual([
      '_model',
      'createdAt',
      'id',
      'updatedAt',
    ]);
    models.received();
    expect((await author.posts.all()).map(({ id }) => id)).toEqual(['j2-1', 'j2-2']);
    expect(models.received()).toMatchObject([{ operation: 'Query', body: { IndexName: BY_AUTHOR } }]);
    expect([(await author.posts.first())?.id, (await author.posts.last())?.id]).toEqual(['j2-1', 'j2-2']);
    expect([await author.posts.size(), await author.posts.isEmpty()]).toEqual([2, false]);
    expect(await author.posts.includes(first)).toBe(true);
    const liked = author.posts.where({ 'likes.gt': 1 });
    expect((await liked.scanIndexForward(false).all()).map(({ id }) => id)).toEqual(['j2-2']);
    expect((await author.posts.where().page({ size: 1 })).items).toHaveLength(1);
    const visited = [];
    for await (const post of author.posts) visited.push(post.id);
    expect(visited).toEqual(['j2-1', 'j2-2']);
  });

  test('an addition is one write of the post, as a save of it', async () => {
    const author = await Author.create({ id: 'j2-add' });
    const post = await Post.create({ id: 'j2-add-p' });
    models.received();
    await author.posts.add(post);
    expect(models.operations()).toEqual(['UpdateItem']);
    expect((await post.author.get())?.id).toBe('j2-add');
    await author.posts.remove(post);
    expect([post.authorId, await author.posts.size()]).toEqual([null, 0]);
    await author.posts.replace([post]);
    await author.posts.replace(new Post({ id: 'j2-add-q' }));
    expect((await author.posts.all()).map(({ id }) => id)).toEqual(['j2-add-q']);
    expect((await Post.find('j2-add-p')).authorId).toBeNull();
    expect([await author.posts.deleteAll(), await Post.exists('j2-add-q')]).toEqual([1, false]);
  });

  test('belongsTo: get, set, create, delete, by the record’s own field', async () => {
    const author = await Author.create({ id: 'j2-b' });
    const post = await Post.create({ id: 'j2-b-p' });
    await post.author.set(author);
    expect((await models.stored('j2-b-p'))?.['authorId']).toEqual({ S: 'j2-b' });
    models.received();
    const found = await Post.find('j2-b-p');
    await found.author.get();
    await found.author.get();
    expect(models.operations()).toEqual(['GetItem', 'BatchGetItem']);
    await post.author.delete();
    expect(await post.author.get()).toBeNull();
    expect((await post.author.create({ name: 'New' })).name).toBe('New');
    await Author.delete(post.authorId ?? '');
    expect(await (await Post.find('j2-b-p')).author.get()).toBeNull();
  });

  test('hasOne: the one before loses its foreign key', async () => {
    const author = await Author.create({ id: 'j2-one' });
    const first = await author.profile.create({ id: 'j2-one-a', text: 'a' });
    const second = await Profile.create({ id: 'j2-one-b', text: 'b' });
    await author.profile.set(second);
    expect((await Profile.find(first.id)).authorId).toBeNull();
    expect((await (await Author.find('j2-one')).profile.get())?.id).toBe('j2-one-b');
    await author.profile.create({ id: 'j2-one-c' });
    expect((await Profile.find(second.id)).authorId).toBeNull();
    await author.profile.delete();
    expect(await author.profile.get()).toBeNull();
    expect(await Profile.exists('j2-one-c')).toBe(true);
  });

  test('an index that leaves out records without a sort key is no way to have them all', async () => {
    const author = await Author.create({ id: 'j2-drafts' });
    expect(await failureOf(author.drafts.all())).toMatchObject({
      code: 'MissingIndex',
      message: 'FkAuthor.drafts: FkPost declares no index on draftAuthorId that has each of its records',
      suggestions: [
        "declare it in FkPost: globalSecondaryIndexes: [{ partitionKey: 'draftAuthorId', sortKey: 'createdAt', projection: 'all' }]",
        'a sort key that a record may lack leaves that record out: make it required, or take none',
      ],
    });
  });

  test('the field may be the partition key of the target’s table', async () => {
    class Line extends defineModel({
      name: 'FkLine',
      table: { name: 'fk_lines', partitionKey: 'orderId' },
      sortKey: 'at',
      fields: { at: f.integer() },
    }) {}
    class Order extends defineModel({ name: 'FkOrder', fields: {} }) {
      get lines() {
        return this.hasMany(() => Line, { foreignKey: 'orderId' });
      }
    }
    const order = await Order.create({ id: 'order' });
    await order.lines.create({ at: 2 });
    await order.lines.create({ at: 1 });
    expect((await order.lines.all({ consistentRead: true })).map(({ at }) => at)).toEqual([1, 2]);
  });

  test('preload: foreign keys of the records in one batch, an index by one query a record', async () => {
    const authors = await Author.create([{ id: 'fk-pre-1' }, { id: 'fk-pre-2' }]);
    for (const author of authors) await author.posts.create({ title: author.id });
    const posts = [...((await authors[0]?.posts.all()) ?? []), ...((await authors[1]?.posts.all()) ?? [])];
    models.received();
    await preload(posts, 'author');
    expect(models.operations()).toEqual(['BatchGetItem']);
    const names = [];
    for (const post of posts) names.push((await post.author.get())?.id);
    expect(names).toEqual(['fk-pre-1', 'fk-pre-2']);
    await preload(authors, 'posts');
    expect(models.operations()).toEqual(['Query', 'Query']);
    expect([await authors[0]?.posts.size(), (await authors[1]?.posts.first())?.title]).toEqual([
      1,
      'fk-pre-2',
    ]);
    expect(models.operations()).toEqual([]);
  });

  test('T17: create of what cannot be saved links nothing', async () => {
    const author = await Author.create({ id: 'fk-t17' });
    await Post.create({ id: 'fk-t17-p' });
    expect(await failureOf(author.posts.create({ id: 'fk-t17-p' }))).toMatchObject({
      code: 'RecordNotUnique',
    });
    expect(await author.posts.size()).toBe(0);
  });
});
