import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { defineModel, f, RecordNotUnique, StaleObjectError } from '../../../src/model.ts';
import { emptyTable } from '../../helpers/empty-table.ts';
import { failureOf } from '../../helpers/failure.ts';
import { useModelTable } from '../../helpers/model-table.ts';

const models = useModelTable();

class User extends defineModel({ name: 'GuardUser', fields: { name: f.string() } }) {}
class Post extends defineModel({ name: 'GuardPost', fields: { title: f.string(), views: f.integer() } }) {}

describe("never another model's item", () => {
  test.each<[string, () => Promise<unknown>, unknown]>([
    ['create', () => Post.create({ id: 'alice' }), RecordNotUnique],
    ['import', () => Post.import([{ id: 'alice' }]), RecordNotUnique],
    ['upsert', () => Post.upsert('alice', { title: 't' }), RecordNotUnique],
    [
      'upsert without conditions to hold',
      () => Post.upsert('alice', {}, { if: { title: 'x' } }),
      RecordNotUnique,
    ],
    ['updateFields', () => Post.updateFields('alice', { title: 't' }), null],
    ['inc', () => Post.inc('alice', { views: 1 }), false],
    ['delete', () => Post.delete('alice'), undefined],
    ['delete of many', () => Post.delete(['alice', 'absent']), undefined],
  ])('%s leaves it byte for byte', async (_, write, expected) => {
    await User.upsert('alice', { name: 'Alice' });
    const before = await models.stored('alice');
    const outcome = await write().catch((error: unknown) => error);
    if (typeof expected === 'function') expect(outcome).toBeInstanceOf(expected);
    else expect(outcome).toBe(expected);
    expect(await models.stored('alice')).toEqual(before);
  });

  test('upsert says whose it is, and carries the record', async () => {
    await User.upsert('alice', { name: 'Alice' });
    expect(await failureOf(Post.upsert('alice', {}))).toMatchObject({
      message: 'GuardPost "alice" was not written: it is the key of a record of GuardUser',
      current: { name: 'Alice' },
      details: { model: 'GuardPost', recordKey: '{"id":"alice"}' },
    });
  });

  test("an item of no model is not the model's either", async () => {
    await models.put({ id: { S: 'plain' }, name: { S: 'x' } });
    expect(await failureOf(User.upsert('plain', { name: 'y' }))).toMatchObject({
      code: 'RecordNotUnique',
      message: 'GuardUser "plain" was not written: it is the key of a record of no model',
      current: null,
    });
    expect(await models.stored('plain')).toEqual({ id: { S: 'plain' }, name: { S: 'x' } });
  });

  test.each<[string, (post: Post) => Promise<unknown>, unknown]>([
    ['save', (post) => post.updateAttributes({ title: 'x' }), StaleObjectError],
    ['update with a block', (post) => post.update((u) => u.set({ title: 'x' })), false],
    ['updateOrThrow', (post) => post.updateOrThrow((u) => u.set({ title: 'x' })), StaleObjectError],
    ['increment', (post) => post.increment('views').then(() => post.views), null],
    ['touch', (post) => post.touch().then(() => 'done'), 'done'],
    ['destroy', (post) => post.destroy().then(() => 'done'), 'done'],
  ])('of a loaded record, %s leaves it', async (name, write, expected) => {
    const id = `loaded-${name}`;
    const post = await Post.create({ id });
    await Post.delete(id);
    await User.create({ id });
    const before = await models.stored(id);
    const outcome = await write(post).catch((error: unknown) => error);
    if (typeof expected === 'function') expect(outcome).toBeInstanceOf(expected);
    else expect(outcome).toBe(expected);
    expect(await models.stored(id)).toEqual(before);
  });
});

class Animal extends defineModel({ name: 'GuardAnimal', fields: { name: f.string(), type: f.string() } }) {}
class Cat extends Animal.subclass({ name: 'GuardCat', fields: { lives: f.integer() } }) {}
class Lion extends Cat.subclass({ name: 'GuardLion', fields: { pride: f.string() } }) {}
class Dog extends Animal.subclass({ name: 'GuardDog', fields: { tricks: f.integer() } }) {}

describe('classes of one family', () => {
  test('a record carries the name of the base class, and of its own', async () => {
    await Lion.create({ id: 'lion-1' });
    expect(await models.stored('lion-1')).toMatchObject({
      _model: { S: 'GuardAnimal' },
      type: { S: 'GuardLion' },
    });
    expect((await Cat.upsert('cat-upsert', { lives: 9 }))?.type).toBe('GuardCat');
    expect((await Cat.import([{ lives: 9 }]))[0]?.type).toBe('GuardCat');
  });

  test("a sibling class's item stays", async () => {
    await Dog.create({ id: 'dog-1', tricks: 1 });
    const before = await models.stored('dog-1');
    expect(await Cat.updateFields('dog-1', { lives: 1 })).toBeNull();
    await Cat.delete('dog-1');
    expect(await failureOf(Cat.upsert('dog-1', { lives: 1 }))).toMatchObject({
      code: 'RecordNotUnique',
      message: 'GuardCat "dog-1" was not written: it is the key of a record of GuardDog',
    });
    expect(((await failureOf(Cat.upsert('dog-1', {}))) as RecordNotUnique).current).toBeInstanceOf(Dog);
    expect(await models.stored('dog-1')).toEqual(before);
  });

  test('guards admit the class and those below it', async () => {
    await Lion.create({ id: 'lion-2' });
    models.received();
    const lion = await Cat.updateFields('lion-2', { lives: 7 });
    expect(lion).toBeInstanceOf(Lion);
    expect(lion?.lives).toBe(7);
    const [update] = models.received();
    expect(update?.body.ConditionExpression).toContain('IN');
    expect(await Animal.updateFields('lion-2', { name: 'Leo' })).toBeInstanceOf(Lion);
  });

  test('in a table of their own too', async () => {
    const name = await emptyTable(models.table.client);
    class Shape extends defineModel({ name: 'GuardShape', table: { name }, fields: { type: f.string() } }) {}
    class Circle extends Shape.subclass({ name: 'GuardCircle', fields: { radius: f.number() } }) {}
    class Square extends Shape.subclass({ name: 'GuardSquare', fields: { side: f.number() } }) {}
    await Circle.create({ id: 'circle', radius: 1 });
    const before = await models.stored('circle', name);
    await Square.delete('circle');
    expect(await Square.updateFields('circle', { side: 1 })).toBeNull();
    expect(await failureOf(Square.import([{ id: 'circle' }]))).toMatchObject({ code: 'RecordNotUnique' });
    expect(await models.stored('circle', name)).toEqual(before);
    expect(before).not.toHaveProperty('_model');
  });
});

test('a model that names the table has it alone: no _model and no guards', async () => {
  class Whole extends defineModel({
    name: 'GuardWhole',
    table: { name: models.table.tableName },
    fields: { name: f.string() },
  }) {}
  await User.create({ id: 'shared', name: 'a' });
  models.received();
  const whole = await Whole.updateFields('shared', { name: 'b' });
  await whole?.updateAttributes({ name: 'c' });
  expect(models.received().map(({ body }) => body.ConditionExpression)).toEqual([
    'attribute_exists(#n0)',
    'attribute_exists(#n0)',
  ]);
  expect(await models.stored('shared')).toMatchObject({ name: { S: 'c' }, _model: { S: 'GuardUser' } });
});

describe('A2: a client that is handed in', () => {
  test('using(client) sends the writes of these calls through it, and of the records that they give', async () => {
    const client = new DynamoDBClient({
      endpoint: models.table.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 'test-secret-access-key' },
    });
    try {
      const user = await User.using(client).create({ id: 'using', name: 'a' });
      await user.updateAttributes({ name: 'b' });
      await User.using(client).import([{ id: 'using-2' }, {}]);
      expect(await failureOf(User.using(client).create({ id: 'using' }))).toMatchObject({
        code: 'RecordNotUnique',
        current: { name: 'b' },
      });
      expect(models.operations()).toEqual([]);
      expect(await models.stored('using')).toMatchObject({ name: { S: 'b' } });
    } finally {
      client.destroy();
    }
  });
});
