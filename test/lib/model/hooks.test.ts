import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { abort, configure, defineModel, f, RecordNotDestroyed, RecordNotSaved } from '../../../src/model.ts';
import { failureOf } from '../../helpers/failure.ts';
import { useModelTable } from '../../helpers/model-table.ts';

const models = useModelTable();

/** The names of the hooks that were called, in their order. */
let calls: string[] = [];
/** The hook that stops, if one does. */
let aborting = '';

beforeEach(() => {
  calls = [];
  aborting = '';
});

/** Awaited, or the order would be another. */
async function called(name: string): Promise<void> {
  await setTimeout(1);
  calls.push(name);
  if (aborting === name) abort();
}

class Logged extends defineModel({
  name: 'HookLogged',
  fields: { text: f.string(), count: f.integer().default(0) },
}) {
  static {
    this.beforeValidation(() => called('beforeValidation'));
    this.afterValidation(() => called('afterValidation'));
    this.beforeSave(() => called('beforeSave'));
    this.aroundSave(async (_record, next) => {
      await called('aroundSave▸');
      await next();
      await called('◂aroundSave');
    });
    this.afterSave(() => called('afterSave'));
    this.beforeCreate(() => called('beforeCreate'));
    this.aroundCreate(async (_record, next) => {
      await called('aroundCreate▸');
      await next();
      await called('◂aroundCreate');
    });
    this.afterCreate((record) => called(`afterCreate:${record.isPersisted}`));
    this.beforeUpdate(() => called('beforeUpdate'));
    this.aroundUpdate(async (_record, next) => {
      await called('aroundUpdate▸');
      await next();
      await called('◂aroundUpdate');
    });
    this.afterUpdate(() => called('afterUpdate'));
    this.beforeDestroy(() => called('beforeDestroy'));
    this.aroundDestroy(async (_record, next) => {
      await called('aroundDestroy▸');
      await next();
      await called('◂aroundDestroy');
    });
    this.afterDestroy((record) => called(`afterDestroy:${record.isDestroyed}`));
    this.afterTouch(() => called('afterTouch'));
  }
}

/** A saved record, of which nothing was called yet. */
async function saved(id: string): Promise<Logged> {
  const record = await Logged.create({ id, text: 'a' });
  calls = [];
  models.received();
  return record;
}

const CREATE = [
  'beforeValidation',
  'afterValidation',
  'beforeSave',
  'aroundSave▸',
  'beforeCreate',
  'aroundCreate▸',
  '◂aroundCreate',
  'afterCreate:true',
  '◂aroundSave',
  'afterSave',
];

const UPDATE = [
  'beforeValidation',
  'afterValidation',
  'beforeSave',
  'aroundSave▸',
  'beforeUpdate',
  'aroundUpdate▸',
  '◂aroundUpdate',
  'afterUpdate',
  '◂aroundSave',
  'afterSave',
];

const DESTROY = ['beforeDestroy', 'aroundDestroy▸', '◂aroundDestroy', 'afterDestroy:true'];

describe('L2, R2: the order of hooks', () => {
  test('of a new record', async () => {
    expect(await new Logged({ text: 'a' }).save()).toBe(true);
    expect(calls).toEqual(CREATE);
  });

  test('of a persisted record', async () => {
    const record = await saved('order-1');
    expect(await record.updateAttributes({ text: 'b' })).toBe(true);
    expect(calls).toEqual(UPDATE);
    expect(models.operations()).toEqual(['UpdateItem']);
  });

  test('of a persisted record in which nothing is changed', async () => {
    const record = await saved('order-2');
    await record.save();
    expect(calls).toEqual(UPDATE);
    expect(models.operations()).toEqual([]);
  });

  test('of destroy', async () => {
    const record = await saved('order-3');
    expect(await record.destroy()).toBe(record);
    expect(calls).toEqual(DESTROY);
  });

  test('E4: with validate: false, those of validation are left out', async () => {
    await new Logged({ text: 'a' }).save({ validate: false });
    expect(calls).toEqual(CREATE.slice(2));
  });

  test('T22: and so does saveOrThrow', async () => {
    await new Logged({ text: 'a' }).saveOrThrow({ validate: false });
    expect(calls).toEqual(CREATE.slice(2));
  });

  test('Model.update calls those of a save', async () => {
    await saved('order-4');
    await Logged.update('order-4', { text: 'b' });
    expect(calls).toEqual(UPDATE);
  });

  test('update with a block calls those of update alone', async () => {
    const record = await saved('order-5');
    await record.update((u) => u.set({ text: 'b' }));
    expect(calls).toEqual(['beforeUpdate', 'aroundUpdate▸', '◂aroundUpdate', 'afterUpdate']);
  });

  test('update with a block whose condition does not hold calls none after it', async () => {
    const record = await saved('order-6');
    expect(await record.update({ if: { text: 'x' } }, (u) => u.set({ text: 'b' }))).toBe(false);
    expect(calls).toEqual(['beforeUpdate', 'aroundUpdate▸', '◂aroundUpdate']);
  });

  test('touch calls afterTouch alone, and increment none', async () => {
    const record = await saved('order-7');
    await record.touch();
    await record.increment('count');
    expect(calls).toEqual(['afterTouch']);
  });

  test('touch of a record that is gone calls none', async () => {
    const record = await saved('order-8');
    await Logged.delete('order-8');
    await record.touch();
    expect(calls).toEqual([]);
  });

  test('import, updateFields, upsert, inc and delete call none', async () => {
    const record = await saved('order-9');
    await Logged.import([{ text: 'a' }]);
    await Logged.updateFields('order-9', { text: 'b' });
    await Logged.upsert('order-9', { text: 'c' });
    await Logged.inc('order-9', { count: 1 });
    await record.delete();
    expect(calls).toEqual([]);
  });
});

describe('L3: abort', () => {
  const stopping = (all: readonly string[]): [string][] =>
    all.filter((name) => /^before|^afterValidation|▸$/.test(name)).map((name) => [name]);

  test.each(stopping(CREATE))('in %s of a new record: nothing is written, and it stays new', async (name) => {
    aborting = name;
    const id = `abort-create-${name}`;
    const record = new Logged({ id, text: 'a' });
    expect(await record.save()).toBe(false);
    expect(models.operations()).toEqual([]);
    expect(record).toMatchObject({ isNewRecord: true, isChanged: true, createdAt: null });
    expect(calls.filter((one) => one.startsWith('after') && one !== 'afterValidation')).toEqual([]);
    const error = await failureOf(record.saveOrThrow());
    expect(error).toBeInstanceOf(RecordNotSaved);
    expect(error).toMatchObject({ message: 'HookLogged was not saved: a hook stopped it', record });
  });

  test.each(stopping(UPDATE))('in %s of a persisted record: it stays changed', async (name) => {
    const record = await saved(`abort-update-${name}`);
    aborting = name;
    expect(await record.updateAttributes({ text: 'b' })).toBe(false);
    expect(models.operations()).toEqual([]);
    expect(record.changes).toEqual({ text: ['a', 'b'] });
    expect(await failureOf(record.saveOrThrow())).toBeInstanceOf(RecordNotSaved);
  });

  test.each(stopping(DESTROY))('in %s: the record is not destroyed', async (name) => {
    const record = await saved(`abort-destroy-${name}`);
    aborting = name;
    expect(await record.destroy()).toBe(false);
    expect(models.operations()).toEqual([]);
    expect(record.isDestroyed).toBe(false);
    const error = await failureOf(record.destroyOrThrow());
    expect(error).toBeInstanceOf(RecordNotDestroyed);
    expect(error.message).toBe('HookLogged was not destroyed: a hook stopped it');
  });

  test('in a hook of update, by a block: false, or RecordNotSaved', async () => {
    const record = await saved('abort-block');
    aborting = 'beforeUpdate';
    expect(await record.update((u) => u.set({ text: 'b' }))).toBe(false);
    expect(await failureOf(record.updateOrThrow((u) => u.set({ text: 'b' })))).toMatchObject({
      code: 'RecordNotSaved',
      message: 'HookLogged was not updated: a hook stopped it',
      record,
    });
    expect(models.operations()).toEqual([]);
    expect(record.text).toBe('a');
  });

  test.each([
    ['afterSave', 'save'],
    ['◂aroundSave', 'save'],
    ['afterCreate:true', 'create'],
    ['◂aroundCreate', 'create'],
  ])('in %s, once it is written, is an error and no false', async (name, event) => {
    aborting = name;
    const record = new Logged({ text: 'a' });
    expect(await failureOf(record.save())).toMatchObject({
      code: 'InvalidUsage',
      message: `abort() came after the ${event} of a record of HookLogged was done: it cannot be stopped any more`,
    });
    expect(record.isPersisted).toBe(true);
  });

  test('of one of many that are created keeps the others from nothing', async () => {
    class Picky extends defineModel({ name: 'HookPicky', fields: { text: f.string() } }) {
      static {
        this.beforeSave((record) => {
          if (record.text === 'no') abort();
        });
      }
    }
    const error = await failureOf(
      Picky.create([
        { id: 'p-1', text: 'no' },
        { id: 'p-2', text: 'yes' },
      ]),
    );
    expect(error.message).toBe(
      '1 of 2 records of HookPicky were not created: HookPicky was not saved: a hook stopped it',
    );
    expect(await models.stored('p-1')).toBeUndefined();
    expect(await models.stored('p-2')).toBeDefined();
  });

  test('outside hooks it says where it belongs', () => {
    expect(() => abort()).toThrow('abort() was called outside the hooks of a write');
  });
});

describe('L1: around', () => {
  function around(name: string, hook: (record: object, next: () => Promise<void>) => unknown) {
    class Around extends defineModel({ name, fields: { text: f.string() } }) {
      static {
        this.aroundSave(hook);
        this.afterSave(() => called('afterSave'));
      }
    }
    return Around;
  }

  test('one that does not call next stops the save', async () => {
    const Around = around('HookNoNext', () => undefined);
    expect(await new Around({ text: 'a' }).save()).toBe(false);
    expect(models.operations()).toEqual([]);
    expect(calls).toEqual([]);
  });

  test('one that does not await next is waited for', async () => {
    const Around = around('HookNoAwait', (_record, next) => void next());
    const record = new Around({ text: 'a' });
    expect(await record.save()).toBe(true);
    expect(record.isPersisted).toBe(true);
    expect(calls).toEqual(['afterSave']);
  });

  test('one that calls next twice is refused, and writes once', async () => {
    const Around = around('HookTwice', async (_record, next) => {
      await next();
      await next();
    });
    expect(await failureOf(new Around({ text: 'a' }).save())).toMatchObject({
      message: 'a hook called next() twice: it does the write, once',
    });
    expect(models.operations()).toEqual(['PutItem']);
  });

  test('one that catches the failure of the write makes no success of it', async () => {
    const Around = around('HookCatch', async (_record, next) => {
      await next().catch(() => called('caught'));
    });
    await Around.create({ id: 'catch', text: 'a' });
    expect(await failureOf(new Around({ id: 'catch' }).save())).toMatchObject({ code: 'RecordNotUnique' });
    expect(calls).toEqual(['afterSave', 'caught']);
  });

  test('several are within one another, in their order', async () => {
    const Around = around('HookSeveral', async (_record, next) => {
      calls.push('first▸');
      await next();
      calls.push('◂first');
    });
    Around.aroundSave(async (_record, next) => {
      calls.push('second▸');
      await next();
      calls.push('◂second');
    });
    await Around.create({ text: 'a' });
    expect(calls).toEqual(['first▸', 'second▸', '◂second', '◂first', 'afterSave']);
  });
});

describe('L1: what hooks see and do', () => {
  class Mail extends defineModel({ name: 'HookMail', fields: { email: f.string(), rank: f.integer() } }) {
    shout() {
      return this.email?.toUpperCase() ?? null;
    }
    static {
      this.beforeSave(async (mail) => {
        await setTimeout(1);
        mail.email = mail.email?.toLowerCase() ?? null;
      });
      this.afterSave(
        (mail) => void calls.push(`${mail.shout()} ${JSON.stringify(mail.previousChanges.rank)}`),
      );
    }
  }

  test('a change of a before hook is written, and the record is of the class', async () => {
    const mail = await Mail.create({ id: 'mail-1', email: 'A@B.C', rank: 1 });
    expect(await models.stored('mail-1')).toMatchObject({ email: { S: 'a@b.c' } });
    mail.email = 'X@Y.Z';
    mail.rank = 2;
    await mail.save();
    expect(await models.stored('mail-1')).toMatchObject({ email: { S: 'x@y.z' } });
    expect(calls).toEqual(['A@B.C [null,1]', 'X@Y.Z [1,2]']);
  });

  test('an error of a hook is thrown as it is, and nothing is written', async () => {
    class Broken extends defineModel({ name: 'HookBroken', fields: { text: f.string() } }) {
      static {
        this.beforeCreate(() => {
          throw new RangeError('no');
        });
      }
    }
    await expect(new Broken({ text: 'a' }).save()).rejects.toThrow(RangeError);
    expect(models.operations()).toEqual([]);
  });

  test('hooks of a class above come first, those of a sibling not at all', async () => {
    class Animal extends defineModel({ name: 'HookAnimal', fields: { type: f.string() } }) {
      static {
        this.beforeSave(() => called('animal'));
      }
    }
    class Cat extends Animal.subclass({ name: 'HookCat' }) {
      static {
        this.beforeSave(() => called('cat'));
      }
    }
    class Dog extends Animal.subclass({ name: 'HookDog' }) {
      static {
        this.beforeSave(() => called('dog'));
      }
    }
    Animal.beforeSave(() => called('animal 2'));
    await Cat.create({});
    await Animal.create({});
    expect(calls).toEqual(['animal', 'animal 2', 'cat', 'animal', 'animal 2']);
    Dog.register();
  });

  test('what is no function is refused', () => {
    expect(() => Mail.beforeSave('downcase' as never)).toThrow(
      'HookMail.beforeSave takes a function, and was given string',
    );
  });
});

async function all(source: AsyncIterable<unknown>): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const one of source) found.push(one);
  return found;
}

describe('L4: afterInitialize and afterFind', () => {
  class Found extends defineModel({
    name: 'HookFound',
    table: { partitionKey: 'id' },
    fields: { city: f.string(), seen: f.boolean() },
    globalSecondaryIndexes: [{ partitionKey: 'city', projection: 'all' }],
  }) {
    static {
      this.afterInitialize((record) => void calls.push(`initialize ${record.city}`));
      this.afterFind(async (record) => {
        await setTimeout(1);
        calls.push(`find ${record.city}`);
      });
    }
  }
  const LOADED = ['initialize x', 'find x'];

  test('a new record is initialized, with its values', async () => {
    new Found({ city: 'x' });
    expect(calls).toEqual(['initialize x']);
    await Found.create({ id: 'found', city: 'x' });
    expect(calls).toEqual(['initialize x', 'initialize x']);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['find', () => Found.find('found')],
    ['find of many', () => Found.find(['found'])],
    ['findAll', () => Found.findAll(['found'])],
    ['findAny', () => Found.findAny('found')],
    ['where', () => Found.where({ id: 'found' }).all()],
    ['first', () => Found.where({ id: 'found' }).first()],
    ['last', () => Found.where({ id: 'found' }).last()],
    ['findBy', () => Found.findBy({ id: 'found' })],
    ['page', () => Found.where({ id: 'found' }).page({ size: 1 })],
    ['pages', () => all(Found.where({ id: 'found' }).pages())],
    ['iteration', () => all(Found.where({ id: 'found' }))],
    ['Model.update', () => Found.update('found', { seen: true })],
  ])('%s initializes, then finds', async (_name, load) => {
    await Found.upsert('found', { city: 'x' });
    calls = [];
    await load();
    expect(calls).toEqual(LOADED);
  });

  test('reload does, too', async () => {
    const record = await Found.create({ id: 'reloaded', city: 'x' });
    calls = [];
    await record.reload();
    expect(calls).toEqual(LOADED);
  });

  test('an async afterInitialize is refused: nobody could wait for it', () => {
    class Slow extends defineModel({ name: 'HookSlow', fields: { city: f.string() } }) {
      static {
        this.afterInitialize(async () => setTimeout(1));
      }
    }
    expect(() => new Slow()).toThrow(
      'a hook of HookSlow.afterInitialize is async, and a constructor waits for nothing',
    );
  });
});

describe('read-only mode refuses before the first hook is called', () => {
  afterEach(() => configure({ isReadOnly: undefined }));

  test.each<[string, (record: Logged) => Promise<unknown>, string]>([
    ['save of a new record', () => new Logged({ text: 'a' }).save(), 'save'],
    ['create', () => Logged.create({ text: 'a' }), 'save'],
    ['save', (record) => record.updateAttributes({ text: 'b' }), 'save'],
    ['Model.update', (record) => Logged.update(record.id, { text: 'b' }), 'save'],
    ['update with a block', (record) => record.update((u) => u.set({ text: 'b' })), 'update'],
    ['destroy', (record) => record.destroy(), 'destroy'],
    ['destroyOrThrow', (record) => record.destroyOrThrow(), 'destroy'],
  ])('%s', async (name, write, what) => {
    const record = await saved(`read-only-${name}`);
    configure({ isReadOnly: true });
    expect(await failureOf(write(record))).toMatchObject({
      code: 'ReadOnly',
      message: `refused to ${what} a record of HookLogged: read-only mode is on`,
    });
    expect(calls).toEqual([]);
    expect(models.operations().filter((operation) => operation !== 'GetItem')).toEqual([]);
  });

  test('through an app’s own client, too', async () => {
    const record = await saved('read-only-own');
    configure({ client: models.table.client, isReadOnly: true });
    try {
      expect(await failureOf(record.destroy())).toMatchObject({ code: 'ReadOnly' });
      expect(calls).toEqual([]);
    } finally {
      configure({ client: undefined });
    }
  });
});
