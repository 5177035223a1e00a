import { describe, expect, test } from 'vitest';
import { DocumentNotValid, defineModel, f, RecordNotUnique } from '../../../src/model.ts';
import { useModelTable } from '../../helpers/model-table.ts';

const models = useModelTable();

class User extends defineModel({
  name: 'CreateUser',
  fields: {
    name: f.string(),
    rank: f.integer().default(3),
    tags: f.set(f.integer()),
    city: f.string(),
  },
}) {}

class Post extends defineModel({ name: 'CreatePost', fields: { title: f.string() } }) {}

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('E1: new, create, build', () => {
  test('new sends nothing, save puts the record', async () => {
    const user = new User({ id: 'new-1', name: 'Josh' });
    expect(user.isNewRecord).toBe(true);
    expect(models.operations()).toEqual([]);
    expect(await user.save()).toBe(true);
    expect(user.isPersisted).toBe(true);
    expect(user.isChanged).toBe(false);
    expect(await models.stored('new-1')).toMatchObject({ name: { S: 'Josh' }, rank: { N: '3' } });
  });

  test('create gives a saved record of the class', async () => {
    const user = await User.create({ name: 'Josh' });
    expect(user).toBeInstanceOf(User);
    expect(user.isPersisted).toBe(true);
    expect(models.operations()).toEqual(['PutItem']);
  });

  test('create hands the record to a block before it is saved', async () => {
    const user = await User.create({ id: 'block-1', name: 'Josh' }, (record) => {
      record.name = 'Nick';
    });
    expect(user.name).toBe('Nick');
    expect(await models.stored('block-1')).toMatchObject({ name: { S: 'Nick' } });
  });

  test('create of many saves each by a request of its own, in order', async () => {
    const users = await User.create([{ name: 'a' }, { name: 'b' }]);
    expect(users.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(models.operations()).toEqual(['PutItem', 'PutItem']);
  });

  test('create of many saves the others of one that is there already, and throws once', async () => {
    await User.create({ id: 'many-2' });
    const error = await User.create([{ id: 'many-1' }, { id: 'many-2' }, { id: 'many-3' }]).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(RecordNotUnique);
    expect((error as RecordNotUnique).message).toBe(
      '1 of 3 records of CreateUser were not created: CreateUser "many-2" was not written: there is one already',
    );
    expect((error as RecordNotUnique).records).toMatchObject([{ id: 'many-2' }]);
    expect((error as RecordNotUnique).details).toEqual({ model: 'CreateUser', written: 2, refused: 1 });
    expect(await models.stored('many-3')).toBeDefined();
  });

  test('build makes a record of the class that is not saved', () => {
    const user = User.build({ name: 'x' });
    expect(user).toBeInstanceOf(User);
    expect(user.isNewRecord).toBe(true);
  });
});

describe('E2: ids', () => {
  test('a new record without an id gets a UUID v4 when it is saved', async () => {
    const user = new User({ name: 'a' });
    expect(user.id).toBeNull();
    await user.save();
    expect(user.id).toMatch(UUID_V4);
  });

  test('an empty id counts as none', async () => {
    const user = await User.create({ id: '' });
    expect(user.id).toMatch(UUID_V4);
  });

  test('an id that is given is kept', async () => {
    expect((await User.create({ id: 'mine' })).id).toBe('mine');
  });
});

describe('E3: a new record must not be there', () => {
  test('the put asks that there is no item', async () => {
    await User.create({ id: 'unique-1' });
    const [put] = models.received();
    expect(put?.body).toMatchObject({
      ConditionExpression: 'attribute_not_exists(#n0)',
      ExpressionAttributeNames: { '#n0': 'id' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  test('RecordNotUnique has the record, and the one that is there', async () => {
    await User.create({ id: 'unique-2', name: 'first' });
    const error = await User.create({ id: 'unique-2', name: 'second' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RecordNotUnique);
    const { message, current, record, details } = error as RecordNotUnique;
    expect(message).toBe('CreateUser "unique-2" was not written: there is one already');
    expect(current).toMatchObject({ name: 'first' });
    expect(current).toBeInstanceOf(User);
    expect(record).toMatchObject({ name: 'second', isNewRecord: true });
    expect(details).toEqual({ model: 'CreateUser', recordKey: '{"id":"unique-2"}', field: 'id' });
    expect(await models.stored('unique-2')).toMatchObject({ name: { S: 'first' } });
  });

  test("another model's id is not unique either, and that item stays", async () => {
    await User.create({ id: 'alice', name: 'Alice' });
    const before = await models.stored('alice');
    const error = await Post.create({ id: 'alice' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RecordNotUnique);
    expect((error as RecordNotUnique).message).toBe(
      'CreatePost "alice" was not written: it is the key of a record of CreateUser',
    );
    expect((error as RecordNotUnique).current).toBeInstanceOf(User);
    expect(await models.stored('alice')).toEqual(before);
  });
});

test('every item of the one table carries _model', async () => {
  await Post.create({ id: 'tagged' });
  expect(await models.stored('tagged')).toMatchObject({ _model: { S: 'CreatePost' } });
});

describe('E7: timestamps of a new record', () => {
  test('both are now, the same', async () => {
    const before = Date.now();
    const user = await User.create({});
    expect(user.createdAt?.getTime()).toBeGreaterThanOrEqual(before);
    expect(user.createdAt?.getTime()).toBe(user.updatedAt?.getTime());
  });

  test('those that are given stay', async () => {
    const createdAt = new Date(1_000_500);
    const user = await User.create({ id: 'times-1', createdAt });
    expect(user.createdAt).toEqual(createdAt);
    expect(await models.stored('times-1')).toMatchObject({ createdAt: { N: '1000.5' } });
  });

  test('a model without timestamps stores none', async () => {
    class Plain extends defineModel({ name: 'CreatePlain', timestamps: false, fields: {} }) {}
    await Plain.create({ id: 'plain-1' });
    expect(await models.stored('plain-1')).toEqual({ id: { S: 'plain-1' }, _model: { S: 'CreatePlain' } });
  });
});

describe('E8: what is not stored', () => {
  test('null, empty text (R8) and an empty set', async () => {
    const user = await User.create({ id: 'empty-1', name: null, city: '', tags: new Set<number>() });
    const item = await models.stored('empty-1');
    expect(Object.keys(item ?? {}).sort()).toEqual(['_model', 'createdAt', 'id', 'rank', 'updatedAt']);
    expect([user.name, user.city, user.tags, user.isChanged]).toEqual([null, null, null, false]);
  });

  test('a default is not used where null is given', async () => {
    await User.create({ id: 'empty-2', rank: null });
    expect(await models.stored('empty-2')).not.toHaveProperty('rank');
  });
});

describe('T18: instants before 1970', () => {
  test('1.5 s before the epoch is stored as -1.5', async () => {
    class Event extends defineModel({ name: 'CreateEvent', fields: { at: f.datetime() } }) {}
    await Event.create({ id: 'epoch', at: new Date(-1500) });
    expect(await models.stored('epoch')).toMatchObject({ at: { N: '-1.5' } });
  });
});

describe('keys of indexes', () => {
  class Place extends defineModel({
    name: 'CreatePlace',
    fields: { town: f.string().required(), street: f.string(), code: f.binary() },
    globalSecondaryIndexes: [
      { name: 'createByTown', partitionKey: 'town', projection: 'all' },
      { name: 'createByStreet', partitionKey: 'street' },
      { name: 'createByCode', partitionKey: 'code' },
    ],
  }) {}

  test('null, empty text and empty binary are never sent', async () => {
    await Place.create({ id: 'place-1', town: 't', street: '', code: new Uint8Array() });
    const [put] = models.received();
    expect(Object.keys(put?.body.Item ?? {}).sort()).toEqual([
      '_model',
      'createdAt',
      'id',
      'town',
      'updatedAt',
    ]);
  });

  test.each([
    [
      'saveOrThrow without validation',
      () => new Place({ id: 'place-2', town: '' }).saveOrThrow({ validate: false }),
    ],
    ['save without validation', () => new Place({ id: 'place-2' }).save({ validate: false })],
    [
      'import',
      () =>
        Place.import([
          { id: 'place-3', town: 't' },
          { id: 'place-2', town: '' },
        ]),
    ],
  ])('a required one is held to by %s, before a request', async (_, write) => {
    const error = await write().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(DocumentNotValid);
    expect((error as DocumentNotValid).message).toBe(
      'CreatePlace.town is required and a key of the index createByTown, so it cannot be empty in any write',
    );
    expect((error as DocumentNotValid).record).toMatchObject({ id: 'place-2' });
    expect(models.operations()).toEqual([]);
  });
});

describe('idPrefix', () => {
  class Owner extends defineModel({
    name: 'CreateOwner',
    idPrefix: 'Owner#',
    fields: { name: f.string() },
  }) {}
  class Pet extends defineModel({ name: 'CreatePet', idPrefix: 'Pet#', fields: { name: f.string() } }) {}

  test('two models may have the same id: it is stored behind the prefix, which the app never sees', async () => {
    const owner = await Owner.create({ id: 'shared', name: 'o' });
    const pet = await Pet.create({ id: 'shared', name: 'p' });
    expect([owner.id, pet.id]).toEqual(['shared', 'shared']);
    expect(await models.stored('Owner#shared')).toMatchObject({ name: { S: 'o' } });
    expect(await models.stored('Pet#shared')).toMatchObject({ name: { S: 'p' } });
    await owner.updateAttributes({ name: 'q' });
    expect(await Owner.updateFields('shared', {})).toMatchObject({ id: 'shared', name: 'q' });
    expect(await Owner.find('shared')).toMatchObject({ id: 'shared', name: 'q' });
    await owner.destroy();
    expect(await models.stored('Owner#shared')).toBeUndefined();
    expect(await models.stored('Pet#shared')).toBeDefined();
  });

  test('ids that the library makes have it too; one may be given with it', async () => {
    const { id } = await Owner.create({});
    expect(id).toMatch(UUID_V4);
    expect(await models.stored(`Owner#${id}`)).toBeDefined();
    expect((await Owner.upsert('Owner#given', {}))?.id).toBe('given');
  });
});
