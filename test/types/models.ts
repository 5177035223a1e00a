// Checked by the compilers alone (`npm run typecheck`, and TypeScript 5.9 in model-types.test.ts): what models infer.
import {
  type Attributes,
  type CreateInput,
  type DateString,
  defineModel,
  f,
  type ManyAssociation,
  preload,
  readTransaction,
  transaction,
  v,
  type Where,
} from '../../src/model.ts';
import { Book } from './model-book.ts';
import type { Shelf } from './model-shelf.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

function same<T extends true>(..._: T[]): void {}

class Money {
  readonly cents: number;
  constructor(cents: number) {
    this.cents = cents;
  }
  static codec = {
    dump: (money: Money) => String(money.cents),
    load: (text: string) => new Money(Number(text)),
  };
}

class Grade {
  readonly points: number;
  constructor(points: number) {
    this.points = points;
  }
  dump(): number {
    return this.points;
  }
  static load(raw: number): Grade {
    return new Grade(raw);
  }
}

export class User extends defineModel({
  name: 'User',
  fields: {
    name: f.string().required(),
    email: f.string().unique(),
    role: f.string({ values: ['admin', 'author'] }),
    rank: f.integer().default(0),
    joinedAt: f.datetime().default(() => new Date()),
    born: f.date(),
    tags: f.set(f.integer()),
    words: f.set(),
    visits: f.array(f.datetime()),
    balance: f.custom(Money.codec),
    grade: f.custom(Grade),
    settings: f.map<{ theme: string; editor: { size: number } }>(),
    extra: f.map(),
    prefs: f.serialized<{ dark: boolean }>(),
    big: f.bigint(),
    price: f.decimal(),
    photo: f.binary(),
    active: f.boolean(),
  },
  globalSecondaryIndexes: [
    { name: 'byEmail', partitionKey: 'email', sortKey: 'joinedAt', projection: 'all' },
    { name: 'byModel', partitionKey: '_model', projection: ['name'] },
  ],
}) {
  get addresses() {
    return this.hasMany(() => Address, { inverseOf: 'user' });
  }
  get teacher() {
    return this.belongsTo(() => User);
  }
  get books() {
    return this.hasMany(() => Book, { foreignKey: 'authorId' });
  }
  get shelves() {
    return this.hasAndBelongsToMany<typeof Shelf>('Shelf');
  }
  static {
    this.register();
    this.beforeSave((user) => {
      same<Equal<typeof user, User>>();
      user.email = user.shout();
    });
    this.aroundCreate(async (user, next) => {
      same<Equal<typeof user, User>>();
      same<Equal<typeof next, () => Promise<void>>>();
      await next();
    });
    this.afterFind(async (user) => void user.shout());
    this.validate((user, errors) => {
      same<Equal<typeof user, User>>();
      if (user.rank < 0) errors.add('rank', 'must not be negative');
      errors.add('base', 'is odd');
    });
    this.validates('email', v.format(/@/, { if: (user) => user.shout() !== '', message: 'no' }));
    this.validates(['name', 'role'], v.presence(), v.length({ minimum: 2, unless: (user) => user.rank > 1 }));
  }
  shout() {
    return this.name.toUpperCase();
  }
}

export class Address extends defineModel({
  name: 'Address',
  fields: { city: f.string(), latitude: f.number(), deliverable: f.boolean(), userId: f.string() },
  validates: {
    city: [
      v.presence({
        on: 'create',
        if: (address: { deliverable: boolean | null }) => address.deliverable === true,
      }),
    ],
    latitude: [
      v.numericality({
        greaterThanOrEqualTo: -90,
        lessThan: (address: { latitude: number | null }) => address.latitude ?? 90,
      }),
    ],
  },
}) {
  get user() {
    return this.belongsTo(() => User, { inverseOf: 'addresses', foreignKey: 'userId' });
  }
  label() {
    return `${this.city}`;
  }
}

export class Post extends defineModel({
  name: 'Post',
  table: { name: 'posts', partitionKey: 'postId' },
  sortKey: 'postedAt',
  fields: { postedAt: f.datetime({ asString: true }), body: f.string() },
}) {}

class Animal extends defineModel({
  name: 'Animal',
  timestamps: false,
  fields: { name: f.string(), type: f.string() },
  inheritanceField: 'type',
}) {
  static kingdom() {
    return 'animalia';
  }
  speak() {
    return `${this.name}`;
  }
}

class Cat extends Animal.subclass({ name: 'Cat', fields: { level: f.integer(), lives: f.integer() } }) {
  levelUp() {
    return this.update((u) => u.add({ level: 1 }));
  }
}

export async function reads() {
  const user = await User.find('1');
  same<Equal<typeof user, User>>();
  same<Equal<typeof user.id, string>>();
  same<Equal<typeof user.createdAt, Date>>();
  same<Equal<typeof user.name, string>>();
  same<Equal<typeof user.email, string | null>>();
  same<Equal<typeof user.role, 'admin' | 'author' | null>>();
  same<Equal<typeof user.rank, number>>();
  same<Equal<typeof user.joinedAt, Date>>();
  same<Equal<typeof user.born, DateString | null>>();
  same<Equal<typeof user.tags, Set<number> | null>>();
  same<Equal<typeof user.words, Set<string> | null>>();
  same<Equal<typeof user.visits, Date[] | null>>();
  same<Equal<typeof user.balance, Money | null>>();
  same<Equal<typeof user.grade, Grade | null>>();
  same<Equal<typeof user.prefs, { dark: boolean } | null>>();
  same<Equal<typeof user.big, bigint | null>>();
  same<Equal<typeof user.price, string | null>>();
  same<Equal<typeof user.photo, Uint8Array | null>>();
  same<Equal<typeof user.addresses.target, typeof Address>>();
  same<Equal<typeof user.teacher.target, typeof User>>();
  const maybe = await User.find('1', { raiseError: false });
  same<Equal<typeof maybe, User | null>>();
  const several = await User.find(['1', '2']);
  same<Equal<typeof several, User[]>>();
  const post = await Post.find(['1', '2018-01-01T00:00:00Z']);
  same<Equal<typeof post, Post>>();
  const posts = await Post.find([['1', new Date()]]);
  same<Equal<typeof posts, Post[]>>();
  const byCity = await Address.findByCity('Chicago');
  same<Equal<typeof byCity, Address | null>>();
  const deliverable = await Address.findAllByDeliverable(true);
  same<Equal<typeof deliverable, Address[]>>();
  for await (const each of Address.all({ batchSize: 100 })) same<Equal<typeof each, Address>>();
  const [latitude] = await Address.where({}).pluck('latitude');
  same<Equal<typeof latitude, number | null | undefined>>();
  for await (const part of User.where({}).project('name', 'tags')) {
    same<Equal<typeof part, Pick<Attributes<typeof User>, 'name' | 'tags'>>>();
  }
  same<Equal<(typeof user.changes)['rank'], readonly [number | null, number | null] | undefined>>();
  return user.shout();
}

export async function writes() {
  const user = await User.create({ name: 'Josh', joinedAt: '2018-01-01T00:00:00Z', tags: new Set([1]) });
  same<Equal<typeof user, User>>();
  const many = await User.create([{ name: 'a' }, { name: 'b' }]);
  same<Equal<typeof many, User[]>>();
  await User.create(User.cast({ name: 'form', rank: '42' }));
  user.rank = 3;
  user.email = null;
  await user.update({ if: { rank: 1, 'settings.theme': 'dark' } }, (u) => {
    u.set({ email: 'z' })
      .add({ rank: 3, tags: [1] })
      .add({ tags: 2, visits: new Date() })
      .delete({ tags: 2 });
    u.delete('email').remove('born', 'extra');
  });
  await User.update('1', { email: null }, { if: { active: true }, unlessExists: ['born'] });
  await User.updateFields('1', (u) => u.add({ rank: 1 }));
  await User.inc('1', { rank: 1, big: 2n }, { touch: ['joinedAt'] });
  await user.increment('rank', 2);
  const cat: Cat = await Cat.create({ name: 'Tom', lives: 9, level: 1 });
  const animal: Animal = cat;
  return [cat.levelUp(), animal.speak(), Cat.kingdom(), new Cat({ lives: 3 }).lives];
}

export function queries(filter: Where<typeof User>, input: CreateInput<typeof User>) {
  return [
    User.where(filter).withIndex('byEmail').scanIndexForward(false),
    User.build(input),
    User.where({
      'settings.theme': 'dark',
      'settings.theme.begins_with': 'd',
      'settings.editor.size.gt': 3,
      'extra.anything.at.all': 1,
      'role.in': ['admin'],
      'joinedAt.between': ['2018-01-01T00:00:00Z', new Date()],
      'tags.contains': 3,
      'words.contains': ['a', 'b'],
      'email.null': true,
      'price.gt': '1.5',
      born: '2018-01-01',
      email: null,
    }),
    Address.where('city = :city and latitude > :least', { city: 'Chicago', least: 3 }),
  ];
}

export async function relations(user: User, address: Address, book: Book) {
  same<Equal<Awaited<ReturnType<typeof address.user.get>>, User | null>>();
  const all = await user.addresses.all();
  same<Equal<typeof all, Address[]>>();
  const first = await user.addresses.first();
  same<Equal<typeof first, Address | null>>();
  const two = await user.addresses.first(2);
  same<Equal<typeof two, Address[]>>();
  for await (const each of user.addresses) same<Equal<typeof each, Address>>();
  await user.addresses.each((each) => each.label());
  await user.addresses.add([address]);
  await user.addresses.remove(address);
  await user.addresses.replace(null);
  same<Equal<Awaited<ReturnType<typeof user.addresses.deleteAll>>, number>>();
  const made = await user.addresses.create({ city: 'c' });
  same<Equal<typeof made, Address>>();
  // The foreign key comes from the owner, though a book needs one.
  const written = await user.books.create({ title: 't' });
  same<Equal<typeof written, Book>>();
  const page = await user.books.where({ 'title.begins_with': 't' }).page({ size: 3 });
  same<Equal<typeof page.items, readonly Book[]>>();
  const shelf = await book.shelf.get();
  same<Equal<typeof shelf, Shelf | null>>();
  same<Equal<typeof user.shelves, ManyAssociation<typeof Shelf>>>();
  await address.user.set(user);
  await address.user.create({ name: 'n' });
  await user.teacher.delete();
  await preload([user], 'addresses', 'books', 'teacher');
  return shelf?.shortTitle();
}

/** With exactOptionalPropertyTypes an app's own function can pass conditions on. */
export function own(attributes: Attributes<typeof User>): string {
  return attributes.name;
}

export async function transactions() {
  const written = await transaction(async (t) => {
    const user = await t.create(User, { name: 'a' });
    same<Equal<typeof user, User>>();
    await t.save(user, { touch: false });
    await t.updateAttributes(user, { rank: 3, email: null });
    await t.updateFields(User, '1', (u) => void u.add({ rank: 1 }), { if: { name: 'a' } });
    await t.upsert(User, '1', { email: 'a@b' });
    await t.inc(User, '1', { rank: 1 });
    await t.delete(user);
    await t.delete(Post, ['1', new Date()]);
    await t.destroy(user);
    return user;
  });
  same<Equal<typeof written, User | undefined>>();
  const [user, posts, none] = await readTransaction((t) => [
    t.find(User, '1'),
    t.find(Post, [['1', new Date()]]),
    t.find(User, '2', { raiseError: false }),
  ]);
  same<Equal<typeof user, User>>();
  same<Equal<typeof posts, Post[]>>();
  same<Equal<typeof none, User | null>>();
  return [user, posts, none];
}
