import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeRing } from './model-ring.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
/** In the tree, since modules and types are looked for from there; git leaves it alone. */
const folder = join(root, 'node_modules/.cache/model-types');

const COMPILERS = {
  'TypeScript 7': 'node_modules/typescript/bin/tsc',
  'TypeScript 5.9': 'node_modules/typescript-5.9/bin/tsc',
} as const;

/** Each is wrong, and an error on its line says the words beside it. */
const MISTAKES: readonly (readonly [code: string, ...says: string[]])[] = [
  ["Address.create({ street: 's', city: 'c', latitude: 'north' });", 'error TS'],
  ["Address.create({ street: 's', city: 'c' });", 'street'],
  ["Address.create({ city: 'c', latitude: 'north' });", "'string' is not assignable to type 'number'"],
  ["Address.where({ 'latitude.begins_with': '1' });", 'latitude.begins_with'],
  ["User.where({ 'tags.gt': ['a'] });", 'tags.gt'],
  ['User.where({ email: undefined });', 'email', 'exactOptionalPropertyTypes'],
  ["user.id = 'x';", "'id'", 'read-only'],
  ['user.createdAt = new Date();', "'createdAt'", 'read-only'],
  ['post.postedAt = new Date();', "'postedAt'", 'read-only'],
  ["post.postId = '1';", "'postId'", 'read-only'],
  ['user.name = 42;', "'number' is not assignable to type 'string'"],
  ["user.role = 'owner';", 'owner'],
  ['User.where({ name: 42 });', "'number' is not assignable to type 'string'"],
  ["User.where({ role: 'owner' });", 'owner'],
  ["User.where({}).withIndex('no');", '"no"', '"byEmail"'],
  ["User.where({ town: 'x' });", 'town'],
  ["User.where({ 'rank.foo': 1 });", 'rank.foo'],
  ["User.where({ 'settings.colour': 'x' });", 'settings.colour'],
  ["User.where({ 'settings.theme': 3 });", "'number' is not assignable to type 'string'"],
  ["User.where({ 'rank.between': [1] });", 'Source has 1 element(s) but target requires 2'],
  ["User.where({ 'active.gt': true });", 'active.gt'],
  ['User.create({ rank: 1 });', "'name' is missing"],
  ['User.create({ name: null });', "'null' is not assignable to type 'string'"],
  ["User.create({ name: 'a', rank: '42' });", "'string' is not assignable to type 'number'"],
  ["new User({ name: 'a', town: 'x' });", 'town'],
  ["Post.find('1');", 'string'],
  ["User.findByTown('x');", 'findByTown'],
  ["user.update((u) => { u.add({ email: 'q' }); });", 'email'],
  ["user.update((u) => { u.set({ id: 'q' }); });", 'id'],
  ["user.update((u) => { u.delete({ email: 'q' }); });", 'email'],
  ["user.update((u) => { u.remove('id'); });", '"id"'],
  ["user.updateAttributes({ rank: 'x' });", "'string' is not assignable to type 'number'"],
  ["user.increment('email');", '"email"'],
  ["user.belongsTo(() => User, { foreignKey: 'town' });", '"town"'],
  ["user.hasMany(() => Address, { inverseOf: 'town' });", '"town"'],
  ["user.hasMany(() => Address, { foreignKey: 'town' });", "'string' is not assignable to type 'undefined'"],
  ['user.addresses.add(user);', "'User'", "'Address'"],
  ["user.addresses.create({ town: 'x' });", 'town'],
  ["user.addresses.where({ town: 'x' });", 'town'],
  ['user.addresses.where({}).withIndex("x");', 'withIndex'],
  ["user.books.create({ authorId: 'x', title: 't' });", "'string' is not assignable to type"],
  ['user.books.create({});', "'title' is missing"],
  ["user.books.where({}).withIndex('no');", '"no"', '"byAuthor"'],
  ["user.teacher.set('1');", "'string'"],
  ['user.teacher.all();', "'all'"],
  ["preload([user], 'name');", '"name"'],
  ["User.where({}).project('town');", '"town"'],
  [
    "defineModel({ name: 'A', fields: { a: f.boolean() }, globalSecondaryIndexes: [{ partitionKey: 'a' }] });",
    '"a"',
  ],
  ["defineModel({ name: 'A', fields: { a: f.string() }, sortKey: 'b' });", '"b"'],
  ["defineModel({ name: 'A', fields: { a: f.string() }, expires: { field: 'b' } });", '"b"'],
  [
    "defineModel({ name: 'A', fields: { a: f.string() }, globalSecondaryIndexes: [{ partitionKey: 'a', projection: ['b'] }] });",
    '"b"',
  ],
  ["f.string({ values: ['a'] }).default('b');", '"b"'],
  ["defineModel({ name: 'A', fields: { a: f.string() }, validates: { b: [v.presence()] } });", "'b'"],
  [
    "defineModel({ name: 'A', fields: { a: f.string() }, validates: { a: [v.presence({ if: (r: { a: number }) => r.a > 1 })] } });",
    "'string | null' is not assignable to type 'number'",
  ],
  ["User.validates('town', v.presence());", '"town"'],
  ["User.validates('name', v.presence({ if: (user) => user.town }));", "'town'", "'User'"],
  ["User.validate((_user, errors) => errors.add('town', 'x'));", '"town"'],
  ['User.beforeSave((user) => user.town);', "'town'", "'User'"],
  ["User.beforeSave('downcase');", "'string'"],
  ["user.errors.add('town', 'x');", '"town"'],
  ['v.length({ least: 1 });', 'least'],
  ['f.boolean().unique();', "'this' context"],
  ['f.set(f.string()).required().unique();', "'this' context"],
  ['f.map().unique();', "'this' context"],
  ['f.binary().unique();', "'this' context"],
  ['transaction(async (t) => { await t.create(User, { rank: 1 }); });', "'name' is missing"],
  ["transaction(async (t) => { await t.updateFields(User, 'x', { town: 1 }); });", 'town'],
  [
    "transaction(async (t) => { await t.updateAttributes(user, { rank: 'x' }); });",
    "'string' is not assignable",
  ],
  ["transaction(async (t) => { await t.inc(User, 'x', { email: 1 }); });", 'email'],
  ["readTransaction((t) => [t.find(Post, 'x')]);", 'string'],
];

const HEAD = `import { defineModel, f, preload, readTransaction, transaction, v } from '../../../../src/model.ts';
import { Address, Post, User } from '../../../../test/types/models.ts';
declare const user: User;
declare const post: Post;
export const all = [user, post, Address, Post, User, defineModel, f, preload, readTransaction, transaction, v];
`;

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'mistakes'), { recursive: true });
  writeFileSync(
    join(folder, 'mistakes/mistakes.ts'),
    `${HEAD}${MISTAKES.map(([code]) => code).join('\n')}\n`,
  );
  const config = {
    extends: '../../../../tsconfig.json',
    compilerOptions: { types: ['node'], noUnusedLocals: false },
  };
  writeFileSync(join(folder, 'mistakes/tsconfig.json'), JSON.stringify({ ...config, include: ['*.ts'] }));
  writeRing(join(folder, 'ring'), { models: 40, fields: 40, source: '../../../../src' });
  writeFileSync(join(folder, 'ring/tsconfig.json'), JSON.stringify({ ...config, include: ['*.ts'] }));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The output of a compiler for a project, with its diagnostics. */
async function compile(compiler: keyof typeof COMPILERS, project: string): Promise<string> {
  const args = [COMPILERS[compiler], '-p', project, '--pretty', 'false', '--extendedDiagnostics'];
  if (compiler === 'TypeScript 7') args.push('--singleThreaded');
  const options = { cwd: root, maxBuffer: 64 * 1024 * 1024 };
  return run(process.execPath, args, options).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
}

describe.each(Object.keys(COMPILERS) as (keyof typeof COMPILERS)[])('%s', (compiler) => {
  let output = '';
  beforeAll(async () => {
    output = await compile(compiler, join(folder, 'mistakes'));
  }, 300_000);

  test('takes what models are made for, and infers it', () => {
    expect(
      output.split('\n').filter((line) => /error TS/.test(line) && !/^\S*mistakes\.ts/.test(line)),
    ).toEqual([]);
  });

  test('refuses each mistake, and says what is wrong on its line', () => {
    const said = new Map<number, string>();
    let line = 0;
    for (const text of output.split('\n')) {
      line = Number(/^\S*mistakes\.ts\((\d+),/.exec(text)?.[1] ?? (text.startsWith(' ') ? line : 0));
      if (line > 0) said.set(line, `${said.get(line) ?? ''}${text}\n`);
    }
    const first = HEAD.split('\n').length;
    const missed = MISTAKES.filter(([, ...words], position) =>
      words.some((word) => !(said.get(first + position) ?? '').includes(word)),
    ).map(([code]) => code);
    expect(missed).toEqual([]);
  });
});

test('40 models of 40 fields in a ring take at most 300,000 instantiations', {
  timeout: 120_000,
}, async () => {
  const output = await compile('TypeScript 7', join(folder, 'ring'));
  expect(output.split('\n').filter((line) => /error TS/.test(line))).toEqual([]);
  const count = Number(/^Instantiations:\s+(\d+)/m.exec(output)?.[1]);
  expect(count).toBeGreaterThan(10_000);
  expect(count).toBeLessThanOrEqual(300_000);
});
