import { beforeAll, describe, expect, test } from 'vitest';
import { defineModel, f } from '../../../src/model.ts';
import { failureOf } from '../../helpers/failure.ts';
import { useModelTable } from '../../helpers/model-table.ts';
import { useTable } from '../../helpers/table.ts';
import { tableDefinition } from '../../helpers/table-definition.ts';

const models = useModelTable(
  tableDefinition(['id'], { global: [{ name: 'stiByModel', keys: ['_model', 'type'] }] }),
);
const alone = useTable(tableDefinition(['id']));

class Animal extends defineModel({
  name: 'StiAnimal',
  fields: { name: f.string(), type: f.string().required() },
  globalSecondaryIndexes: [
    { name: 'stiByModel', partitionKey: '_model', sortKey: 'type', projection: 'all' },
  ],
}) {
  static {
    this.register();
  }
}
class Cat extends Animal.subclass({ name: 'StiCat', fields: { lives: f.integer() } }) {
  static {
    this.register();
  }
}
class Tiger extends Cat.subclass({ name: 'StiTiger' }) {
  static {
    this.register();
  }
}
class Dog extends Animal.subclass({ name: 'StiDog', stiName: 'dog' }) {
  static {
    this.register();
  }
}

class Car extends defineModel({
  name: 'StiCar',
  table: { name: alone.tableName },
  fields: { type: f.string() },
}) {
  static {
    this.register();
  }
}
class Truck extends Car.subclass({ name: 'StiTruck' }) {
  static {
    this.register();
  }
}

const animal = (id: string, type: string, more: object = {}) => ({
  id: { S: id },
  _model: { S: 'StiAnimal' },
  type: { S: type },
  ...more,
});

beforeAll(async () => {
  await models.put(animal('a', 'StiAnimal'));
  await models.put(animal('c', 'StiCat', { lives: { N: '9' } }));
  await models.put(animal('t', 'StiTiger', { lives: { N: '1' } }));
  await models.put(animal('d', 'dog'));
  await models.put({ id: { S: 'other' }, _model: { S: 'StiOther' }, type: { S: 'StiCat' } });
  for (let index = 0; index < 30; index += 1)
    await models.put({ id: { S: `car-${index}` } }, alone.tableName);
  await models.put({ id: { S: 'truck' }, type: { S: 'StiTruck' } }, alone.tableName);
  await Animal.find('a');
});

const idsOf = (records: readonly { id: string | null }[]): string[] =>
  records.map(({ id }) => String(id)).sort();

describe('M1: single table inheritance', () => {
  test('find gives the class that the item names', async () => {
    expect(await Animal.find('c')).toBeInstanceOf(Cat);
    expect(await Animal.find('t')).toBeInstanceOf(Tiger);
    expect(await Animal.find('d')).toBeInstanceOf(Dog);
    expect((await Cat.find('t')).lives).toBe(1);
  });

  test('a sibling’s record, and that of a class above, is RecordNotFound', async () => {
    expect((await failureOf(Cat.find('d'))).message).toBe(`Couldn't find StiCat with primary key "d"`);
    expect((await failureOf(Tiger.find('c'))).code).toBe('RecordNotFound');
    expect(await Dog.findAll(['a', 'c', 'd'])).toHaveLength(1);
  });

  test('findAny gives the class too', async () => {
    expect(await Dog.findAny('t')).toBeInstanceOf(Tiger);
  });

  test('the class at the top is one Query of an index on _model', async () => {
    expect(idsOf(await Animal.all().all())).toEqual(['a', 'c', 'd', 't']);
    expect(models.received().map(({ operation, body }) => [operation, body['IndexName']])).toEqual([
      ['Query', 'stiByModel'],
    ]);
  });

  test('a class reads itself and those below it', async () => {
    expect(idsOf(await Cat.all().all())).toEqual(['c', 't']);
    expect(idsOf(await Tiger.all().all())).toEqual(['t']);
    expect(await Dog.count()).toBe(1);
  });

  test('a class without others below it is the key condition of an index on its name', async () => {
    await Tiger.where({ lives: 1 }).all();
    expect(models.received()[0]?.body['KeyConditionExpression']).toBe('#n0 = :v0 AND #n1 = :v1');
  });

  test('T9: first of a class reads on until one is found', async () => {
    expect((await Truck.first())?.id).toBe('truck');
    expect(models.received().map(({ body }) => body['Limit'])).toEqual([undefined]);
  });

  test('a class that is not known is SubclassNotFound', async () => {
    await models.put(animal('x', 'StiStranger'));
    const error = await failureOf(Animal.find('x'));
    expect(error.code).toBe('SubclassNotFound');
    expect(error.message).toBe('an item of StiAnimal is of the class "StiStranger", which is not known');
  });
});
