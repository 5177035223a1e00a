import { describe, expect, test } from 'vitest';
import { configure, defineModel, f } from '../../../src/model.ts';
import { loaded, useOwnSettings } from './stored.ts';

useOwnSettings();

class Animal extends defineModel({
  name: 'Animal',
  fields: { name: f.string(), type: f.string() },
  inheritanceField: 'type',
}) {
  speak() {
    return `${this.name} speaks`;
  }
}

class Cat extends Animal.subclass({ name: 'Cat', fields: { lives: f.integer() } }) {
  static {
    this.register();
  }
  override speak() {
    return `${this.name} meows`;
  }
}

describe('M: a class below another', () => {
  test('an item is loaded as the class that it names', () => {
    const cat = loaded(Animal, { id: { S: '1' }, name: { S: 'Tom' }, type: { S: 'Cat' }, lives: { N: '9' } });
    expect(cat).toBeInstanceOf(Cat);
    expect(cat.speak()).toBe('Tom meows');
    expect((cat as Cat).lives).toBe(9);
    expect(loaded(Animal, { id: { S: '2' }, type: { S: 'Animal' } })).not.toBeInstanceOf(Cat);
    expect(loaded(Animal, { id: { S: '3' } }).constructor).toBe(Animal);
  });

  test('a class that nobody imported is SubclassNotFound, which says so', () => {
    expect(() => loaded(Animal, { id: { S: '1' }, type: { S: 'Dog' } })).toThrow(
      expect.objectContaining({
        code: 'SubclassNotFound',
        message: 'an item of Animal is of the class "Dog", which is not known',
        suggestions: ['import the module that defines it before records of Animal are loaded'],
      }) as never,
    );
  });

  test('a class that nothing has used is not known, and the error says how to tell of it', () => {
    Animal.subclass({ name: 'Bird' });
    expect(() => loaded(Animal, { id: { S: '1' }, type: { S: 'Bird' } })).toThrow(
      expect.objectContaining({
        code: 'SubclassNotFound',
        message: 'the model Bird is defined, but its class is not known yet, because nothing has used it',
        suggestions: ['write this in the class Bird: static { this.register() }'],
      }) as never,
    );
  });

  test('stiName is what stands in the field', () => {
    class Fish extends Animal.subclass({ name: 'Fish', stiName: 'Pisces' }) {}
    Fish.register();
    expect(loaded(Animal, { id: { S: '1' }, type: { S: 'Pisces' } })).toBeInstanceOf(Fish);
  });

  test('build gives the class that the inheritance field names', () => {
    expect(Animal.build({ name: 'Tom', type: 'Cat' })).toBeInstanceOf(Cat);
    expect(Cat.build({ lives: 3 }).lives).toBe(3);
  });
});

describe('an app has its own constructors and private members', () => {
  class Counter extends defineModel({ name: 'Counter', fields: { count: f.integer() } }) {
    #reads = 0;
    label = 'mine';
    constructor() {
      super({ count: 1 });
    }
    read() {
      this.#reads += 1;
      return this.#reads;
    }
  }

  test('what is loaded is what the table has, not what the constructor would give', () => {
    const counter = loaded(Counter, { id: { S: '1' }, count: { N: '7' } });
    expect([counter.count, counter.read(), counter.read(), counter.label]).toEqual([7, 1, 2, 'mine']);
    expect(new Counter().count).toBe(1);
  });
});

describe('using', () => {
  class User extends defineModel({ name: 'User', fields: { name: f.string() } }) {}

  test('the same class, whose records are of it', async () => {
    const { RawSender } = await import('../../../src/lib/client/raw-sender.ts');
    const settings = { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: undefined, region: 'us-east-1' };
    const sender = new RawSender({ ...settings, endpointUrl: 'http://127.0.0.1:9' });
    const Over = User.using(sender);
    const user = new Over({ name: 'a' });
    expect(user).toBeInstanceOf(User);
    expect(user.constructor).toBe(User);
    expect(Over.tableName).toBe('users');
    configure({ namespace: 'x' });
    expect(Over.tableName).toBe('x_users');
    sender.close();
  });

  test('what is no client is refused', () => {
    expect(() => User.using({ send: () => {} } as never)).toThrow('the client is not a client of DynamoDB');
  });
});
