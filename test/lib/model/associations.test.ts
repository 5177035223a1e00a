import { describe, expect, test } from 'vitest';
import { defineModel, f, preload } from '../../../src/model.ts';
import { failureOf } from '../../helpers/failure.ts';
import { useModelTable } from '../../helpers/model-table.ts';

const models = useModelTable();

class User extends defineModel({ name: 'RelUser', fields: { name: f.string(), rank: f.integer() } }) {
  get addresses() {
    return this.hasMany(() => Address, { inverseOf: 'user' });
  }
  get magazine() {
    return this.hasOne(() => Magazine, { inverseOf: 'sponsor' });
  }
  get groups() {
    return this.hasAndBelongsToMany(() => Group);
  }
  get friends() {
    return this.hasAndBelongsToMany(() => User, { inverseOf: 'friends' });
  }
  get teacher() {
    return this.belongsTo(() => User);
  }
  get students() {
    return this.hasMany(() => User, { inverseOf: 'teacher' });
  }
  get notes() {
    return this.hasMany(() => Note);
  }
}

class Address extends defineModel({
  name: 'RelAddress',
  fields: { city: f.string(), zip: f.string().required() },
  globalSecondaryIndexes: [{ partitionKey: 'zip', projection: 'all' }],
}) {
  get user() {
    return this.belongsTo(() => User, { inverseOf: 'addresses' });
  }
}

class Magazine extends defineModel({ name: 'RelMagazine', fields: { title: f.string() } }) {
  get sponsor() {
    return this.belongsTo(() => User);
  }
}

class Group extends defineModel({ name: 'RelGroup', fields: { title: f.string() } }) {
  get relUsers() {
    return this.hasAndBelongsToMany(() => User);
  }
}

class Note extends defineModel({ name: 'RelNote', fields: { text: f.string() } }) {}

async function user(id: string): Promise<User> {
  return User.create({ id });
}

async function address(id: string, city = 'Chicago'): Promise<Address> {
  return Address.create({ id, city, zip: '1' });
}

/** The ids in an attribute of an item, as the table has them. */
async function ids(id: string, attribute: string): Promise<unknown> {
  const set = (await models.stored(id))?.[attribute] as { SS?: string[] } | undefined;
  return set?.SS?.toSorted();
}

describe('J1: an association without a foreign key keeps a set of ids on the declaring side', () => {
  test('`<name>Ids`, of strings, for many and for one', async () => {
    const u = await user('j1');
    const a = await u.addresses.create({ id: 'j1-a', city: 'London', zip: '1' });
    const m = await u.magazine.create({ id: 'j1-m', title: 'Time' });
    expect(await ids('j1', 'addressesIds')).toEqual(['j1-a']);
    expect(await ids('j1', 'magazineIds')).toEqual(['j1-m']);
    expect(await ids('j1-a', 'userIds')).toEqual(['j1']);
    expect(await ids('j1-m', 'sponsorIds')).toEqual(['j1']);
    expect([a.city, m.title]).toEqual(['London', 'Time']);
  });

  test('`<name>_ids` where names are in snake case, as a Ruby app reads them', async () => {
    class Owner extends defineModel({ name: 'SnakeOwner', naming: 'snake', fields: {} }) {
      get blogPosts() {
        return this.hasMany(() => Note);
      }
    }
    const owner = await Owner.create({ id: 'snake' });
    await owner.blogPosts.create({ id: 'snake-note' });
    expect(await ids('snake', 'blog_posts_ids')).toEqual(['snake-note']);
  });

  test('ids survive a save of the record, and are no change of it', async () => {
    const u = await user('j1-save');
    await u.notes.create({ id: 'j1-save-n' });
    expect(u.isChanged).toBe(false);
    await u.updateAttributes({ name: 'b' });
    expect(await ids('j1-save', 'notesIds')).toEqual(['j1-save-n']);
    expect(await u.notes.size()).toBe(1);
  });

  test('keys that are numbers are a set of numbers', async () => {
    class Plate extends defineModel({
      name: 'Plate',
      table: { name: 'plates', partitionKey: 'number' },
      fields: { number: f.integer() },
    }) {}
    class Car extends defineModel({ name: 'PlateCar', fields: {} }) {
      get plates() {
        return this.hasMany(() => Plate);
      }
    }
    const car = await Car.create({ id: 'car' });
    await car.plates.add([await Plate.create({ number: 7 }), await Plate.create({ number: 9 })]);
    expect((await models.stored('car'))?.['platesIds']).toEqual({ NS: expect.arrayContaining(['7', '9']) });
    const found = await (await Car.find('car')).plates.all();
    expect(found.map(({ number }) => number).sort()).toEqual([7, 9]);
  });

  test('ids behind a prefix are found, and the app sees them without', async () => {
    class Tag extends defineModel({ name: 'RelTag', idPrefix: 'Tag#', fields: {} }) {}
    class Page extends defineModel({ name: 'RelPage', idPrefix: 'Page#', fields: {} }) {
      get tags() {
        return this.hasMany(() => Tag);
      }
    }
    const page = await Page.create({ id: '1' });
    await page.tags.create({ id: '1' });
    expect(await ids('Page#1', 'tagsIds')).toEqual(['Tag#1']);
    expect((await (await Page.find('1')).tags.all()).map(({ id }) => id)).toEqual(['1']);
  });

  test('a field that is stored under the same name is refused', async () => {
    class Odd extends defineModel({ name: 'RelOdd', fields: { notesIds: f.set() } }) {
      get notes() {
        return this.hasMany(() => Note);
      }
    }
    const odd = await Odd.create({ id: 'odd' });
    expect(await failureOf(odd.notes.all())).toMatchObject({
      code: 'InvalidModel',
      message: 'RelOdd.notes: its ids are stored as "notesIds", which is the field notesIds already',
    });
  });
});

describe('J3: options', () => {
  test('the target is the name of a model, which need not be imported', async () => {
    class Shelf extends defineModel({ name: 'RelShelf', fields: {} }) {
      get books() {
        return this.hasMany<typeof Note>('RelLateBook');
      }
    }
    const shelf = await Shelf.create({ id: 'shelf' });
    expect(await failureOf(shelf.books.all())).toMatchObject({
      code: 'SubclassNotFound',
      message: 'RelShelf.books leads to the model "RelLateBook", which is not known',
      suggestions: ['import the module that defines RelLateBook before RelShelf.books is used'],
    });
    class Book extends defineModel({ name: 'RelLateBook', fields: {} }) {}
    Book.register();
    await shelf.books.create({ id: 'late-book' });
    expect((await shelf.books.all())[0]).toBeInstanceOf(Book);
  });

  test('S6: the name of a model leads to it; in other letters it leads nowhere, and the right ones are suggested', async () => {
    class Tree extends defineModel({ name: 'RelTree', fields: {} }) {
      get notes() {
        return this.hasMany<typeof Note>('RelNote');
      }
      get slips() {
        return this.hasMany<typeof Note>('relNote');
      }
    }
    const tree = await Tree.create({ id: 'tree' });
    await tree.notes.create({ id: 'tree-note' });
    expect((await tree.notes.all())[0]).toBeInstanceOf(Note);
    expect(await failureOf(tree.slips.all())).toMatchObject({
      code: 'SubclassNotFound',
      message: 'RelTree.slips leads to the model "relNote", which is not known',
      suggestions: [
        'did you mean RelNote?',
        'import the module that defines relNote before RelTree.slips is used',
      ],
    });
  });

  test('an inverse of a kind that it cannot be is refused', async () => {
    class Left extends defineModel({ name: 'RelLeft', fields: {} }) {
      get rights() {
        return this.hasMany(() => Right, { inverseOf: 'lefts' });
      }
    }
    class Right extends defineModel({ name: 'RelRight', fields: {} }) {
      get lefts() {
        return this.hasMany(() => Left);
      }
    }
    const left = await Left.create({ id: 'left' });
    expect(await failureOf(left.rights.all())).toMatchObject({
      code: 'InvalidModel',
      message: 'RelLeft.rights: lefts is hasMany of RelLeft, which is no inverse of hasMany',
    });
  });
});

describe('J4: both sides are kept in step, in one transaction', () => {
  test('hasMany and belongsTo, from either side', async () => {
    const [u, v, a] = [await user('j4-u'), await user('j4-v'), await address('j4-a')];
    models.received();
    await u.addresses.add(a);
    expect(models.operations()).toEqual(['TransactWriteItems']);
    await a.user.set(v);
    expect(models.operations()).toEqual(['TransactWriteItems']);
    expect(await ids('j4-u', 'addressesIds')).toBeUndefined();
    expect(await ids('j4-v', 'addressesIds')).toEqual(['j4-a']);
    expect(await ids('j4-a', 'userIds')).toEqual(['j4-v']);
    await u.addresses.add(a);
    expect(await ids('j4-v', 'addressesIds')).toBeUndefined();
    expect(await ids('j4-a', 'userIds')).toEqual(['j4-u']);
  });

  test('hasAndBelongsToMany, whose inverse has the name of the class', async () => {
    const u = await user('habtm-u');
    const g = await u.groups.create({ id: 'habtm-g' });
    expect(await ids('habtm-g', 'relUsersIds')).toEqual(['habtm-u']);
    await g.relUsers.remove(u);
    expect(await ids('habtm-u', 'groupsIds')).toBeUndefined();
    expect(await u.groups.isEmpty()).toBe(true);
    await g.relUsers.add(u);
    expect(await ids('habtm-u', 'groupsIds')).toEqual(['habtm-g']);
  });

  test('a model that leads to itself: friends of each other, a teacher and students', async () => {
    const [a, b] = [await user('self-a'), await user('self-b')];
    await a.friends.add([b, a]);
    expect(await ids('self-b', 'friendsIds')).toEqual(['self-a']);
    expect(await ids('self-a', 'friendsIds')).toEqual(['self-a', 'self-b']);
    await b.teacher.set(a);
    expect(await ids('self-a', 'studentsIds')).toEqual(['self-b']);
    expect((await a.students.first())?.id).toBe('self-b');
  });

  test('hasOne and belongsTo: whoever was linked before forgets it', async () => {
    const [u, v] = [await user('one-u'), await user('one-v')];
    const [m, n] = [await Magazine.create({ id: 'one-m' }), await Magazine.create({ id: 'one-n' })];
    await u.magazine.set(m);
    await v.magazine.set(n);
    await u.magazine.set(n);
    expect(await ids('one-u', 'magazineIds')).toEqual(['one-n']);
    expect(await ids('one-v', 'magazineIds')).toBeUndefined();
    expect(await ids('one-m', 'sponsorIds')).toBeUndefined();
    expect(await ids('one-n', 'sponsorIds')).toEqual(['one-u']);
  });

  test('a copy that is older than the link takes the place of whoever has it now', async () => {
    const [u, v, a] = [await user('stale-u'), await user('stale-v'), await address('stale-a')];
    const old = await Address.find('stale-a');
    await u.addresses.add(a);
    await v.addresses.add(old);
    expect(await ids('stale-u', 'addressesIds')).toBeUndefined();
    expect(await ids('stale-v', 'addressesIds')).toEqual(['stale-a']);
    expect(await ids('stale-a', 'userIds')).toEqual(['stale-v']);
  });

  test('without an inverse only the owner is written, by one UpdateItem', async () => {
    const u = await user('j4-notes');
    const notes = await Note.create([{ id: 'j4-n1' }, { id: 'j4-n2' }]);
    models.received();
    await u.notes.add(notes);
    expect(models.received()).toMatchObject([
      { operation: 'UpdateItem', body: { UpdateExpression: expect.stringMatching(/^ADD #n\d :v\d$/) } },
    ]);
  });

  test('a target that is gone: nothing is linked on either side', async () => {
    const [u, a, b] = [await user('half-u'), await address('half-a'), await address('half-b')];
    await Address.delete('half-b');
    expect(await failureOf(u.addresses.add([a, b]))).toMatchObject({
      code: 'StaleObject',
      message: 'RelAddress "half-b" was not linked: it is not there any more',
      details: { model: 'RelAddress', recordKey: '{"id":"half-b"}', field: 'addresses' },
    });
    expect(await ids('half-u', 'addressesIds')).toBeUndefined();
    expect(await ids('half-a', 'userIds')).toBeUndefined();
    expect(await models.stored('half-b')).toBeUndefined();
  });
});

describe('J5: operations of many', () => {
  test('all, first, last, each, iteration, size, isEmpty, includes', async () => {
    const u = await user('j5');
    expect([await u.addresses.isEmpty(), await u.addresses.size(), await u.addresses.first()]).toEqual([
      true,
      0,
      null,
    ]);
    const [a, b] = [await address('j5-a'), await address('j5-b', 'London')];
    const other = await address('j5-c');
    await u.addresses.add([a, b]);
    const names = (records: Address[]): string[] => records.map(({ id }) => id).sort();
    expect(names(await u.addresses.all())).toEqual(['j5-a', 'j5-b']);
    expect(names([await u.addresses.first(), await u.addresses.last()].flatMap((one) => one ?? []))).toEqual([
      'j5-a',
      'j5-b',
    ]);
    expect(await u.addresses.first(1)).toHaveLength(1);
    const visited: Address[] = [];
    await u.addresses.each(async (each) => {
      await Promise.resolve();
      visited.push(each);
    });
    for await (const each of u.addresses) visited.push(each);
    expect(names(visited)).toEqual(['j5-a', 'j5-a', 'j5-b', 'j5-b']);
    expect([await u.addresses.size(), await u.addresses.isEmpty()]).toEqual([2, false]);
    expect([await u.addresses.includes(b), await u.addresses.includes(other)]).toEqual([true, false]);
  });

  test('H16: where, of what was loaded', async () => {
    const u = await user('j5-where');
    await u.addresses.add([await address('j5-w1'), await address('j5-w2', 'London')]);
    const found = u.addresses.where({ city: 'London' });
    expect((await found.all()).map(({ id }) => id)).toEqual(['j5-w2']);
    expect([await found.count(), await found.where({ 'id.ne': 'j5-w2' }).exists()]).toEqual([1, false]);
    expect((await u.addresses.where({ 'city.begins_with': 'Chi' }).first())?.id).toBe('j5-w1');
  });

  test('remove unlinks and deletes nothing; replace links these and no others', async () => {
    const u = await user('j5-r');
    const [a, b, c] = [await address('j5-r1'), await address('j5-r2'), await address('j5-r3')];
    await u.addresses.add([a, b]);
    await u.addresses.remove(a);
    expect(await a.user.get()).toBeNull();
    expect(await ids('j5-r1', 'userIds')).toBeUndefined();
    await u.addresses.replace([b, c]);
    expect(await ids('j5-r', 'addressesIds')).toEqual(['j5-r2', 'j5-r3']);
    expect(await ids('j5-r3', 'userIds')).toEqual(['j5-r']);
    await u.addresses.replace(null);
    expect(await ids('j5-r', 'addressesIds')).toBeUndefined();
    expect(await ids('j5-r2', 'userIds')).toBeUndefined();
    expect(await Address.exists('j5-r2')).toBe(true);
  });

  test.each(['deleteAll', 'destroyAll'] as const)(
    '%s deletes the records and says how many',
    async (method) => {
      const u = await user(`j5-${method}`);
      await u.addresses.add([await address(`${method}-1`), await address(`${method}-2`)]);
      expect(await u.addresses[method]()).toBe(2);
      expect(await Address.findAll([`${method}-1`, `${method}-2`])).toEqual([]);
      expect(await ids(`j5-${method}`, 'addressesIds')).toBeUndefined();
      expect(await u.addresses.size()).toBe(0);
    },
  );

  test('a new record is saved, then linked; a record of another model is refused', async () => {
    const u = await user('j5-new');
    await u.addresses.add(new Address({ id: 'j5-new-a', zip: '1' }));
    expect(await ids('j5-new-a', 'userIds')).toEqual(['j5-new']);
    expect(await failureOf(u.addresses.add(u as never))).toMatchObject({
      code: 'InvalidValue',
      message: 'RelUser.addresses takes records of RelAddress, not a record of RelUser',
    });
    expect(await failureOf(new User().addresses.create({ zip: '1' }))).toMatchObject({
      code: 'RecordNotSaved',
      message: 'a record of RelUser is not in the table yet: save it first',
    });
  });

  test('100 at once are linked by several transactions', async () => {
    const u = await user('j5-many');
    const many = await Address.import(
      Array.from({ length: 100 }, (_, at) => ({ id: `j5-many-${at}`, zip: '1' })),
    );
    await u.addresses.add(many);
    expect(await ids('j5-many', 'addressesIds')).toHaveLength(100);
    expect(await ids('j5-many-99', 'userIds')).toEqual(['j5-many']);
    await u.addresses.replace(null);
    expect(await ids('j5-many-99', 'userIds')).toBeUndefined();
  });
});

describe('J6: operations of one', () => {
  test('get, set, create, delete; the record stays', async () => {
    const a = await address('j6-a');
    expect(await a.user.get()).toBeNull();
    const u = await a.user.create({ id: 'j6-u', name: 'Josh' });
    expect(await ids('j6-u', 'addressesIds')).toEqual(['j6-a']);
    expect((await (await Address.find('j6-a')).user.get())?.name).toBe('Josh');
    await a.user.delete();
    expect([await ids('j6-u', 'addressesIds'), await ids('j6-a', 'userIds')]).toEqual([undefined, undefined]);
    expect(await a.user.get()).toBeNull();
    await a.user.set(u);
    await a.user.set(null);
    expect([await a.user.get(), await User.exists('j6-u')]).toEqual([null, true]);
  });
});

describe('J7: a record that is only built is not linked', () => {
  test('Address.build', async () => {
    const u = await user('j7');
    models.received();
    const built = Address.build({ id: 'j7-a', zip: '1' });
    expect(await u.addresses.size()).toBe(0);
    expect(models.operations()).toEqual([]);
    expect(await models.stored('j7-a')).toBeUndefined();
    await built.save();
    await u.reload();
    expect(await u.addresses.size()).toBe(0);
    expect(await ids('j7-a', 'userIds')).toBeUndefined();
  });
});

describe('J8: loading', () => {
  test('by BatchGetItem, once, until reset; records that are gone are passed over', async () => {
    const u = await user('j8');
    await u.addresses.add([await address('j8-a'), await address('j8-b')]);
    await Address.delete('j8-b');
    models.received();
    expect((await u.addresses.all()).map(({ id }) => id)).toEqual(['j8-a']);
    expect([await u.addresses.size(), (await u.addresses.first())?.id]).toEqual([1, 'j8-a']);
    expect(models.operations()).toEqual(['BatchGetItem']);
    u.addresses.reset();
    await u.addresses.all({ consistentRead: true });
    expect(models.operations()).toEqual(['BatchGetItem']);
  });

  test('a dangling id is removed, replaced and unlinked like any other, and its item is not made again', async () => {
    const u = await user('j8-d');
    const [a, b] = [await address('j8-d1'), await address('j8-d2')];
    await u.addresses.add([a, b]);
    await Address.delete('j8-d1');
    await u.addresses.replace([b]);
    expect(await ids('j8-d', 'addressesIds')).toEqual(['j8-d2']);
    expect(await models.stored('j8-d1')).toBeUndefined();
    expect(await ids('j8-d2', 'userIds')).toEqual(['j8-d']);
  });

  test('J8: a key of two attributes is refused when the association is first used', async () => {
    class Event extends defineModel({
      name: 'RelEvent',
      table: { name: 'events' },
      sortKey: 'at',
      fields: { at: f.integer() },
    }) {}
    class Log extends defineModel({ name: 'RelLog', fields: {} }) {
      get events() {
        return this.hasMany(() => Event);
      }
    }
    const log = await Log.create({ id: 'log' });
    expect(await failureOf(log.events.all())).toMatchObject({
      code: 'InvalidModel',
      message:
        'RelLog.events: RelEvent has a key of two attributes (id, at), which an association cannot lead to',
    });
  });

  test('preload reads an association of many records in one batch, each target once', async () => {
    const users = [await user('pre-1'), await user('pre-2'), await user('pre-3')];
    const group = await Group.create({ id: 'pre-g' });
    for (const each of users.slice(0, 2)) await each.groups.add(group);
    const loaded = await User.find(['pre-1', 'pre-2', 'pre-3']);
    models.received();
    await preload(loaded, 'groups');
    expect(models.received()).toMatchObject([
      { operation: 'BatchGetItem', body: { RequestItems: { [models.table.tableName]: { Keys: [{}] } } } },
    ]);
    const sizes = [];
    for (const each of loaded) sizes.push((await each.groups.all()).length);
    expect(sizes).toEqual([1, 1, 0]);
    expect(models.operations()).toEqual([]);
    expect(await failureOf(preload(loaded, 'name' as never))).toMatchObject({
      message: 'RelUser has no association "name"',
    });
  });
});

describe('a record that is deleted is unlinked', () => {
  test.each(['destroy', 'delete'] as const)(
    '%s: those that know it forget it, in one transaction',
    async (method) => {
      const u = await user(`un-${method}`);
      const [a, b] = [await address(`un-${method}-a`), await address(`un-${method}-b`)];
      await u.addresses.add([a, b]);
      await Address.delete(b.id);
      const loaded = await User.find(u.id);
      models.received();
      await loaded[method]();
      expect(new Set(models.operations())).toEqual(new Set(['TransactWriteItems']));
      expect(await models.stored(u.id)).toBeUndefined();
      expect(await models.stored(b.id)).toBeUndefined();
      expect(await ids(a.id, 'userIds')).toBeUndefined();
      expect(await Address.exists(a.id)).toBe(true);
    },
  );

  test('of 150 links too, and where the item itself is gone already', async () => {
    const u = await user('un-many');
    const many = await Address.import(
      Array.from({ length: 150 }, (_, at) => ({ id: `un-many-${at}`, zip: '1' })),
    );
    await u.addresses.add(many);
    const copy = await User.find('un-many');
    await User.delete('un-many');
    await u.delete();
    expect(copy.isPersisted).toBe(true);
    expect(await ids('un-many-149', 'userIds')).toBeUndefined();
    expect(await ids('un-many-0', 'userIds')).toBeUndefined();
  });
});

describe('T16: sets are changed by ADD and DELETE', () => {
  test('no link is lost where two copies of the owner add at once', async () => {
    await user('t16');
    const copies = await Promise.all([User.find('t16'), User.find('t16')]);
    const addresses: Address[] = [];
    for (let at = 0; at < 20; at += 1) addresses.push(await address(`t16-${at}`));
    await Promise.all(
      copies.map(async (copy, which) => {
        for (const each of addresses.filter((_, at) => at % 2 === which)) await copy.addresses.add(each);
      }),
    );
    expect(await ids('t16', 'addressesIds')).toHaveLength(20);
  });
});

describe('T17: only what is saved is linked', () => {
  test('create of a record that cannot be saved throws, and links nothing', async () => {
    const u = await user('t17');
    await address('t17-a');
    for (const create of ['create', 'createOrThrow'] as const) {
      expect(await failureOf(u.addresses[create]({ id: 't17-b' } as never))).toMatchObject({
        code: 'DocumentNotValid',
      });
      expect(await failureOf(u.addresses[create]({ id: 't17-a', zip: '1' }))).toMatchObject({
        code: 'RecordNotUnique',
      });
    }
    expect(await ids('t17', 'addressesIds')).toBeUndefined();
    expect(await ids('t17-a', 'userIds')).toBeUndefined();
  });
});
