import { describe, expect, test } from 'vitest';
import { configure, defineModel, f, models } from '../../../src/model.ts';
import { useOwnSettings } from './stored.ts';

useOwnSettings();

/** Fields and options that the compiler would refuse too. */
// biome-ignore lint/suspicious/noExplicitAny: what an app without types may write
const define = defineModel as any;

function refusal(use: () => unknown): { code: string; message: string } {
  try {
    use();
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return { code, message };
  }
  return { code: 'none', message: '' };
}

describe('what is wrong in a definition is told when the model is first used', () => {
  test('a field that the class declares again, as a property', () => {
    class Twice extends define({ name: 'Twice', fields: { title: f.string() } }) {
      title = 'x';
    }
    expect(refusal(() => new Twice())).toEqual({
      code: 'InvalidModel',
      message: 'Twice.title: the class declares the field "title" again',
    });
    expect(refusal(() => Twice['where']({})).code).toBe('InvalidModel');
  });

  test('a field that the class declares again, as a getter', () => {
    class Getter extends define({ name: 'Getter', fields: { title: f.string() } }) {
      get title() {
        return 'x';
      }
    }
    expect(refusal(() => new Getter()).message).toBe(
      'Getter.title: the class declares the field "title" again',
    );
  });

  test('a field of the class above, in a subclass', () => {
    class Animal extends define({ name: 'Animal1', fields: { name: f.string() } }) {}
    class Cat extends Animal['subclass']({ name: 'Cat1', fields: { name: f.string() } }) {}
    expect(refusal(() => new Cat()).message).toBe(
      'Cat1.name: the field "name" is declared by Animal1 already',
    );
  });

  test.each(['save', 'toJSON', 'changes', 'errors', 'then', 'hasMany'])('a reserved name: %s', (name) => {
    class Reserved extends define({ name: `Reserved${name}`, fields: { [name]: f.string() } }) {}
    expect(refusal(() => new Reserved())).toEqual({
      code: 'InvalidModel',
      message: `Reserved${name}.${name}: "${name}" is a reserved name`,
    });
  });

  test('two fields that are stored as one attribute', () => {
    class Same extends define({ name: 'Same', fields: { a: f.string({ attr: 'x' }), x: f.string() } }) {}
    expect(refusal(() => new Same()).message).toBe('Same: the fields a and x are both stored as "x"');
  });

  test.each([
    ['boolean', f.boolean()],
    ['set of string', f.set()],
    ['array', f.array()],
    ['map', f.map()],
    ['raw', f.raw()],
  ])('B5: an index key of a type that no key can have: %s', (type, field) => {
    class Keyed extends define({
      name: `Keyed ${type}`,
      fields: { a: field },
      globalSecondaryIndexes: [{ name: 'byA', partitionKey: 'a' }],
    }) {}
    expect(refusal(() => new Keyed())).toEqual({
      code: 'UnsupportedKeyType',
      message: `Keyed ${type}.a: ${type} cannot be the type of a key of index byA`,
    });
  });

  test('B5: a partition key, a sort key', () => {
    class P extends define({
      name: 'P',
      table: { name: 'p', partitionKey: 'a' },
      fields: { a: f.boolean() },
    }) {}
    expect(refusal(() => new P()).message).toBe('P.a: boolean cannot be the type of a partition key');
    class S extends define({ name: 'S', table: { name: 's' }, sortKey: 'a', fields: { a: f.map() } }) {}
    expect(refusal(() => new S()).message).toBe('S.a: map cannot be the type of a sort key');
  });

  test('I1: an index of a field that is not there, of no key, of a projection that is none', () => {
    class A extends define({ name: 'A1', fields: {}, globalSecondaryIndexes: [{ partitionKey: 'a' }] }) {}
    expect(refusal(() => new A())).toEqual({
      code: 'InvalidIndex',
      message: 'A1: the index key "a" is not a field',
    });
    class B extends define({ name: 'B1', fields: {}, globalSecondaryIndexes: [{}] }) {}
    expect(refusal(() => new B()).message).toBe('B1: a global secondary index needs a partitionKey');
    class C extends define({
      name: 'C1',
      fields: { a: f.string() },
      globalSecondaryIndexes: [{ name: 'byA', partitionKey: 'a', projection: 'some' }],
    }) {}
    expect(refusal(() => new C()).message).toBe(
      'C1: the projection of index byA is neither all, keys_only nor a list of fields',
    );
  });

  test('S7: a partition key is all that an index needs', () => {
    class Bare extends define({
      name: 'Bare',
      table: { name: 'bares' },
      fields: { a: f.string() },
      globalSecondaryIndexes: [{ partitionKey: 'a' }],
    }) {}
    expect(Bare['where']({ a: 'x' }).withIndex('bares_index_a').explain().index).toBe('bares_index_a');
    class Keyless extends define({
      name: 'Keyless',
      fields: { a: f.string() },
      globalSecondaryIndexes: [{ name: 'byA', sortKey: 'a', projection: 'all' }],
    }) {}
    expect(refusal(() => new Keyless())).toEqual({
      code: 'InvalidIndex',
      message: 'Keyless: a global secondary index needs a partitionKey',
    });
  });

  test('I5: a local index needs another sort key', () => {
    class L extends define({
      name: 'L1',
      table: { name: 'l' },
      sortKey: 'a',
      fields: { a: f.string() },
      localSecondaryIndexes: [{ sortKey: 'a' }],
    }) {}
    expect(refusal(() => new L()).message).toBe(
      'L1: the local secondary index on "a" needs a table with another sort key',
    );
  });

  test('an inverse that is not there', () => {
    class Book extends define({ name: 'Book', fields: {} }) {
      get author(): unknown {
        return (this as never as { belongsTo(t: () => unknown, o: object): unknown }).belongsTo(
          () => Author,
          {
            inverseOf: 'bookz',
          },
        );
      }
    }
    class Author extends define({ name: 'Author', fields: {} }) {
      get books(): unknown {
        return (this as never as { hasMany(t: () => unknown): unknown }).hasMany(() => Book);
      }
    }
    expect(refusal(() => new Book())).toEqual({
      code: 'InvalidModel',
      message: 'Book.author: inverseOf is "bookz", and Author has no such association',
    });
  });

  test('R7: a set of every type that DynamoDB has sets of, and of no other', () => {
    const elements = [
      f.string(),
      f.integer(),
      f.number(),
      f.bigint(),
      f.decimal(),
      f.datetime(),
      f.date(),
      f.serialized(),
      f.binary(),
      f.custom({ dump: String, load: String }),
    ];
    for (const [position, element] of elements.entries()) {
      class Sets extends define({ name: `Sets${position}`, fields: { a: f.set(element) } }) {}
      expect(refusal(() => new Sets()).code).toBe('none');
    }
    for (const element of [f.boolean(), f.map(), f.raw(), f.array(), f.set()]) {
      class Odd extends define({ name: 'OddSet', fields: { a: f.set(element as never) } }) {}
      expect(refusal(() => new Odd()).message).toMatch(/^OddSet\.a: set element type \w+ is not supported$/);
    }
  });

  test('a set of what no set can hold', () => {
    class Odd extends define({ name: 'Odd', fields: { a: f.set(f.boolean()) } }) {}
    expect(refusal(() => new Odd()).message).toBe('Odd.a: set element type boolean is not supported');
  });

  test('expires that is no number, inheritanceField and lockVersion of other types', () => {
    class E extends define({ name: 'E1', fields: { a: f.string() }, expires: { field: 'a' } }) {}
    expect(refusal(() => new E()).message).toBe(
      'E1.a: expires needs a number of seconds, and this is string',
    );
    class I extends define({ name: 'I1', fields: { a: f.integer() }, inheritanceField: 'a' }) {}
    expect(refusal(() => new I()).message).toBe(
      'I1.a: the inheritanceField must be a string, and this is integer',
    );
    class V extends define({ name: 'V1', fields: { lockVersion: f.string() } }) {}
    expect(refusal(() => new V()).message).toBe(
      'V1.lockVersion: lockVersion must be an integer, and this is string',
    );
  });

  test('a second class that extends the same', () => {
    class One extends define({ name: 'One', fields: {} }) {}
    new One();
    class Two extends One {}
    expect(refusal(() => new Two()).message).toBe('the class Two extends One, which has a class already');
  });
});

describe('tables', () => {
  test.each([
    ['Address', 'addresses'],
    ['Payment', 'payments'],
    ['CamelCase', 'camelcases'],
    ['City', 'cities'],
    ['Day', 'days'],
    ['Box', 'boxes'],
  ])('B2: a model %s without a table has %s', (name, table) => {
    class Named extends define({ name, fields: {} }) {}
    expect(Named['tableName']).toBe(table);
  });

  test('A3: namespace is put before names that models give, and none means none', () => {
    class Spaced extends define({ name: 'Spaced', table: { name: 'things' }, fields: {} }) {}
    expect(Spaced['tableName']).toBe('things');
    configure({ namespace: 'shop_test' });
    expect(Spaced['tableName']).toBe('shop_test_things');
    configure({ namespace: null });
    expect(Spaced['tableName']).toBe('things');
  });

  test('namespace is never put before the one table', () => {
    configure({ tableName: 'app-table', namespace: 'shop' });
    class Lone extends define({ name: 'Lone', fields: {} }) {}
    expect(Lone['tableName']).toBe('app-table');
  });

  test('a subclass has the table of the class above', () => {
    class Vehicle extends define({ name: 'Vehicle', fields: { type: f.string() } }) {}
    class Car extends Vehicle['subclass']({ name: 'Car', fields: { doors: f.integer() } }) {}
    expect(Car['tableName']).toBe('vehicles');
    expect(Object.keys(new Car())).toEqual(['id', 'type', 'createdAt', 'updatedAt', 'doors']);
  });

  test('A5: models() lists them in their order, each once', () => {
    class First extends define({ name: 'First', fields: {} }) {}
    class Second extends define({ name: 'Second', fields: {} }) {}
    new Second();
    new First();
    new First();
    expect(models().slice(-2)).toEqual([First, Second]);
  });
});

describe('the one table', () => {
  const shared = () => configure({ tableName: 'app-table' });

  test.each([
    ['a sort key', { sortKey: 'a', fields: { a: f.string() } }, 'it has a sort key'],
    [
      'a partition key that is no string',
      { table: { partitionKey: 'n' }, fields: { n: f.integer() } },
      'its partition key is no string',
    ],
  ])('has no model with %s', (_name, spec, problem) => {
    shared();
    class Odd extends define({ name: 'OddOne', ...spec }) {}
    expect(refusal(() => new Odd())).toEqual({
      code: 'InvalidModel',
      message: `OddOne: ${problem}, which the table that models share cannot have`,
    });
  });

  test('a key attribute has one type for all models', () => {
    shared();
    class Reader extends define({
      name: 'Reader',
      fields: { born: f.integer() },
      globalSecondaryIndexes: [{ name: 'byBorn', partitionKey: 'born' }],
    }) {}
    class Writer extends define({ name: 'Writer', fields: { born: f.string() } }) {}
    expect(refusal(() => new Reader())).toEqual({
      code: 'InvalidIndex',
      message:
        'Writer.born is string, but "born" is the key of index byBorn (N), which Reader declares for all models of the table',
    });
    expect(refusal(() => new Writer()).code).toBe('InvalidIndex');
  });

  test('models of it share one expires attribute', () => {
    shared();
    class Session extends define({
      name: 'Session',
      fields: { endsAt: f.datetime() },
      expires: { field: 'endsAt' },
    }) {}
    class Token extends define({
      name: 'Token',
      fields: { goneAt: f.datetime() },
      expires: { field: 'goneAt' },
    }) {}
    expect(refusal(() => new Token()).message).toBe(
      'Token expires by "goneAt", and Session by "endsAt": a table has one such attribute',
    );
    expect(refusal(() => new Session()).code).toBe('InvalidModel');
  });

  test('an index on _model is for it alone', () => {
    class Own extends define({
      name: 'OwnTable',
      table: { name: 'own' },
      fields: {},
      globalSecondaryIndexes: [{ name: 'byModel', partitionKey: '_model' }],
    }) {}
    expect(refusal(() => new Own()).message).toBe(
      'OwnTable: an index on _model is for the table that models share',
    );
  });
});
