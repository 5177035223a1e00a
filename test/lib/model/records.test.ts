import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { configure, defineModel, f } from '../../../src/model.ts';
import { loaded, stored, useOwnSettings } from './stored.ts';

useOwnSettings();

class User extends defineModel({
  name: 'User',
  fields: {
    name: f.string(),
    rank: f.integer().default(0),
    tags: f.set(f.integer()),
    joinedAt: f.datetime(),
    settings: f.map<{ theme: string }>(),
    big: f.bigint(),
    photo: f.binary(),
    words: f.set().default(new Set(['new'])),
  },
}) {
  get posts() {
    return this.hasMany(() => Post, { inverseOf: 'author' });
  }
  get initial() {
    return this.name?.charAt(0) ?? '';
  }
  get nickname(): string {
    return this.name ?? '';
  }
  set nickname(value: string) {
    this.name = value.trim();
  }
}

class Post extends defineModel({ name: 'Post', fields: { title: f.string() } }) {
  get author() {
    return this.belongsTo(() => User);
  }
}

const item = {
  id: { S: '1' },
  name: { S: 'Josh' },
  tags: { NS: ['1', '2'] },
  joinedAt: { N: '1532469870.000001' },
  settings: { M: { theme: { S: 'dark' } } },
  legacy: { S: 'kept' },
};

describe('a record is what its type says', () => {
  test('attributes are own and enumerable, associations and methods are not', () => {
    const user = new User({ name: 'a' });
    const names = [
      'id',
      'name',
      'rank',
      'tags',
      'joinedAt',
      'settings',
      'big',
      'photo',
      'words',
      'createdAt',
      'updatedAt',
    ];
    expect(Object.keys(user)).toEqual(names);
    expect({ ...user }).toMatchObject({ name: 'a', rank: 0, tags: null });
    expect(structuredClone({ ...user })).toMatchObject({ name: 'a' });
  });

  test('toEqual tells records apart, new and loaded', () => {
    expect(new User({ name: 'a' })).not.toEqual(new User({ name: 'b' }));
    expect(new User({ name: 'a' })).toEqual(new User({ name: 'a' }));
    expect(loaded(User, item)).not.toEqual(loaded(User, { ...item, tags: { NS: ['1'] } }));
    expect(loaded(User, item)).toEqual(loaded(User, item));
  });

  test('toJSON is safe for JSON', () => {
    const user = new User({
      tags: new Set([1]),
      big: 3n,
      photo: new Uint8Array([1, 2]),
      joinedAt: new Date(1500),
    });
    expect(JSON.parse(JSON.stringify(user))).toEqual({
      id: null,
      name: null,
      rank: 0,
      tags: [1],
      joinedAt: '1970-01-01T00:00:01.500Z',
      settings: null,
      big: '3',
      photo: 'AQI=',
      words: ['new'],
      createdAt: null,
      updatedAt: null,
    });
  });

  test('inspect shows class and attributes, keys first', () => {
    expect(inspect(new Post({ title: 'x' }), { compact: true, breakLength: Number.POSITIVE_INFINITY })).toBe(
      "Post { id: null, title: 'x', createdAt: null, updatedAt: null }",
    );
    expect(inspect({ deep: { deeper: new Post() } }, { depth: 0 })).toBe('{ deep: [Object] }');
    expect(inspect([new Post()], { depth: 0 })).toBe('[ [Post] ]');
  });

  test('C1: attributes that the model does not know are neither shown nor lost', () => {
    const user = loaded(User, item);
    expect('legacy' in user).toBe(false);
    expect(JSON.stringify(user)).not.toContain('kept');
  });

  test('the same association every time, which knows its name', () => {
    const user = loaded(User, item);
    expect(user.posts).toBe(user.posts);
    expect(user.posts.name).toBe('posts');
    expect(user.posts.target).toBe(Post);
    expect(user.initial).toBe('J');
  });
});

describe('C', () => {
  test('C2: string is the type of a field that says nothing more', () => {
    expect(new User(User.cast({ name: 42 })).name).toBe('42');
  });

  test('C3: a default is for what is not given; null that is given stays null', () => {
    expect(new User().rank).toBe(0);
    expect(new User({ rank: 3 }).rank).toBe(3);
    expect(new User({ rank: null }).rank).toBe(null);
  });

  test('C3: each record has a default of its own, functions are called when it is made', async () => {
    const first = new User();
    first.words.add('mine');
    expect(new User().words).toEqual(new Set(['new']));
    const given = { theme: 'dark', inner: { depth: 1 } };
    class Themed extends defineModel({
      name: 'Themed',
      fields: { settings: f.map<typeof given>().default(given) },
    }) {}
    const { settings } = new Themed();
    settings.theme = 'light';
    settings.inner.depth = 2;
    expect(new Themed().settings).toEqual({ theme: 'dark', inner: { depth: 1 } });
    expect(given.theme).toBe('dark');
    class Timed extends defineModel({
      name: 'Timed',
      fields: { at: f.datetime().default(() => new Date()) },
    }) {}
    const timed = new Timed();
    const before = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(timed.at.getTime()).toBeLessThanOrEqual(before);
  });

  test('C3: an item that lacks the attribute is loaded with the default, which is no change', () => {
    const user = loaded(User, item);
    expect(user.rank).toBe(0);
    expect(user.words).toEqual(new Set(['new']));
    expect(user.isChanged).toBe(false);
    user.words.add('more');
    expect(user.changedNames).toEqual(['words']);
  });

  test('R4: a custom type may have a default', () => {
    const codec = {
      dump: (tags: Set<string>) => [...tags].join(),
      load: (text: string) => new Set(text.split(',')),
    };
    class Tagged extends defineModel({
      name: 'Tagged',
      fields: { tags: f.custom(codec).default(() => new Set(['new'])) },
    }) {}
    expect(new Tagged().tags).toEqual(new Set(['new']));
    expect(stored(new Tagged({ id: '1' }))).toMatchObject({ tags: { S: 'new' } });
    expect(loaded(Tagged, { id: { S: '1' } }).tags).toEqual(new Set(['new']));
  });

  test('C3: false is a default', () => {
    class Flagged extends defineModel({ name: 'Flagged', fields: { flag: f.boolean().default(false) } }) {}
    expect(new Flagged().flag).toBe(false);
  });

  test('C4: id, createdAt and updatedAt come with each model', () => {
    expect(Object.keys(new Post())).toEqual(['id', 'title', 'createdAt', 'updatedAt']);
    class Plain extends defineModel({ name: 'Plain', timestamps: false, fields: { a: f.string() } }) {}
    expect(Object.keys(new Plain())).toEqual(['id', 'a']);
  });

  test('C5: a sort key is a field, with its options', () => {
    class Event extends defineModel({
      name: 'Event',
      table: { name: 'events', partitionKey: 'day' },
      sortKey: 'at',
      fields: { at: f.datetime({ asString: true }) },
    }) {}
    expect(Event.sortKey).toBe('at');
    expect(stored(new Event({ day: 'x', at: new Date(0) }))).toEqual({
      day: { S: 'x' },
      at: { S: '1970-01-01T00:00:00+00:00' },
    });
  });

  test('C6: what was given is known as it was given', () => {
    const user = new User(User.cast({ rank: '42.3' }));
    user.assign({ name: 'a' });
    user.writeAttribute('rank', '43.9' as never);
    expect(user.rank).toBe(43);
    expect(user.readAttributeBeforeTypeCast('rank')).toBe('43.9');
    expect(user.attributesBeforeTypeCast).toEqual({ rank: '43.9', name: 'a' });
    expect(loaded(User, item).attributesBeforeTypeCast).toMatchObject({
      name: 'Josh',
      tags: new Set([1, 2]),
    });
    expect(user.readAttributeBeforeTypeCast('nothing' as never)).toBe(null);
  });

  test('C7: the constructor calls setters of the class, and passes over names that nobody knows', () => {
    const user = new User({ nickname: '  Josh ', town: 'x' } as never);
    expect(user.name).toBe('Josh');
    expect('town' in user).toBe(false);
  });

  test('C7: writing an attribute that is not there is UnknownAttribute, and nothing is written', () => {
    const user = new User();
    const message = 'attribute "town" does not exist in User';
    expect(() => user.assign({ name: 'x', town: 'y' } as never)).toThrow(
      expect.objectContaining({ code: 'UnknownAttribute', message }) as never,
    );
    expect(user.name).toBe(null);
    expect(() => user.readAttribute('town' as never)).toThrow(message);
  });

  test('C8: records are the same by table and key', () => {
    expect(loaded(User, item).isSameRecord(loaded(User, { ...item, name: { S: 'other' } }))).toBe(true);
    expect(loaded(User, item).isSameRecord(loaded(Post, { id: { S: '1' } }))).toBe(false);
    expect(new User({ id: '1' }).isSameRecord(new User({ id: '1' }))).toBe(false);
    expect(loaded(User, item).isSameRecord(loaded(User, { ...item, id: { S: '2' } }))).toBe(false);
    expect(loaded(User, item).isSameRecord({ id: '1' })).toBe(false);
  });
});

describe('changes', () => {
  test('nothing is changed by reading', () => {
    const user = loaded(User, item);
    expect({ ...user }.joinedAt).toEqual(new Date(1532469870000));
    expect(user.isChanged).toBe(false);
    expect(user.changes).toEqual({});
  });

  test('E7: nothing is changed by assigning what is there', () => {
    const user = loaded(User, item);
    user.name = 'Josh';
    user.tags = new Set([2, 1]);
    user.joinedAt = new Date(1532469870000);
    user.settings = { theme: 'dark' };
    expect(user.changedNames).toEqual([]);
  });

  test('changes within sets, maps and times are seen', () => {
    const user = loaded(User, item);
    user.tags?.add(3);
    if (user.settings) user.settings.theme = 'light';
    user.joinedAt?.setTime(0);
    expect(user.changes).toEqual({
      tags: [new Set([1, 2]), new Set([1, 2, 3])],
      joinedAt: [new Date(1532469870000), new Date(0)],
      settings: [{ theme: 'dark' }, { theme: 'light' }],
    });
    expect(user.changed('tags')).toBe(true);
    expect(user.was('tags')).toEqual(new Set([1, 2]));
  });

  test('bytes that are changed within are seen', () => {
    const user = loaded(User, { ...item, photo: { B: new Uint8Array([1]) } });
    user.photo?.fill(2);
    expect(user.changedNames).toEqual(['photo']);
  });

  test('restore takes back what is named, or all', () => {
    const user = loaded(User, item);
    user.name = 'x';
    user.rank = 9;
    user.restore('name');
    expect([user.name, user.rank]).toEqual(['Josh', 9]);
    user.restore();
    expect(user.isChanged).toBe(false);
  });

  test('null takes an attribute out', () => {
    const user = loaded(User, item);
    user.name = null;
    expect(user.changes).toEqual({ name: ['Josh', null] });
  });

  test('a new record is changed by what it has', () => {
    expect(new User({ name: 'a' }).changedNames).toEqual(['name', 'rank', 'words']);
    expect([new User().isNewRecord, new User().isPersisted]).toEqual([true, false]);
    expect([loaded(User, item).isNewRecord, loaded(User, item).isPersisted]).toEqual([false, true]);
  });

  test('the key of a saved record cannot be changed', () => {
    const user = loaded(User, item);
    expect(() => {
      (user as { id: string }).id = '2';
    }).toThrow('User.id is part of the key of a saved record: it cannot change');
    (user as { id: string }).id = '1';
    expect(user.isChanged).toBe(false);
  });

  test('a custom type that knows what is equal is asked', () => {
    const codec = {
      dump: (value: { n: number; at: number }) => `${value.n}/${value.at}`,
      load: (text: string) => ({ n: Number(text.split('/')[0]), at: 0 }),
      equals: (a: { n: number; at: number }, b: { n: number; at: number }) => a.n === b.n,
    };
    class Counted extends defineModel({ name: 'Counted', fields: { count: f.custom(codec) } }) {}
    const counted = loaded(Counted, { id: { S: '1' }, count: { S: '3/5' } });
    counted.count = { n: 3, at: 9 };
    expect(counted.isChanged).toBe(false);
    counted.count = { n: 4, at: 9 };
    expect(counted.isChanged).toBe(true);
  });
});

describe('names in the table', () => {
  class Named extends defineModel({
    name: 'Named',
    fields: { firstName: f.string({ attr: 'FIRST' }), lastName: f.string() },
  }) {}

  test('N naming, R10: attr, and naming of the rest', () => {
    expect(stored(new Named({ id: '1', firstName: 'a', lastName: 'b' }))).toEqual({
      id: { S: '1' },
      FIRST: { S: 'a' },
      lastName: { S: 'b' },
    });
    configure({ naming: 'snake' });
    const named = new Named({ id: '1', firstName: 'a', lastName: 'b', createdAt: new Date(1000) });
    expect(stored(named)).toEqual({
      id: { S: '1' },
      FIRST: { S: 'a' },
      last_name: { S: 'b' },
      created_at: { N: '1' },
    });
  });

  test('rubyCompatible: names and binary as a Ruby app has them', () => {
    configure({ rubyCompatible: true });
    class Shared extends defineModel({ name: 'Shared', fields: { photoBytes: f.binary() } }) {}
    expect(stored(new Shared({ id: '1', photoBytes: new Uint8Array([1, 2]) }))).toEqual({
      id: { S: '1' },
      photo_bytes: { S: 'AQI=' },
    });
  });

  test('E8: storeAttributeWithNullValue stores null, of no key', () => {
    configure({ storeAttributeWithNullValue: true });
    class Nulled extends defineModel({
      name: 'Nulled',
      fields: { a: f.string(), b: f.string() },
      globalSecondaryIndexes: [{ partitionKey: 'b' }],
    }) {}
    expect(stored(new Nulled({ id: '1' }))).toMatchObject({ a: { NULL: true } });
    expect(stored(new Nulled({ id: '1' }))).not.toHaveProperty('b');
  });
});
