import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AttributeValue, UpdateTableCommand, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { isFieldName } from '../../src/lib/model/generate/field-names.ts';
import { defineModel } from '../../src/model.ts';
import { app } from '../helpers/app-folder.ts';
import { fillTable } from '../helpers/fill-table.ts';
import { compile, runModule } from '../helpers/generated-models.ts';
import { useLooksTwin } from '../helpers/looks-twin.ts';
import { type CommandRun, runCommand } from '../helpers/run-command.ts';
import { type TestTable, useTable } from '../helpers/table.ts';

type Item = Record<string, AttributeValue>;

const FILE = 'src/models/generated.ts';

async function generate(
  table: TestTable,
  args: string[] = [],
  cwd?: string,
): Promise<CommandRun & { cwd: string }> {
  const folder = cwd ?? (await app({}));
  const run = await runCommand(['models', 'generate', ...args], { cwd: folder, env: table.env });
  return { ...run, cwd: folder };
}

/** The source that is generated, without its head. */
async function sourceOf(table: TestTable, args: string[] = []): Promise<string> {
  const run = await generate(table, ['--dry-run', ...args]);
  expect(run.exitCode, run.stderr).toBe(0);
  return run.stdout.slice(run.stdout.indexOf('import '));
}

function fieldsOf(source: string): Record<string, string> {
  return Object.fromEntries(
    [...source.matchAll(/^ {4}(\S+): (f\..*),$/gm)].map(([, name, type]) => [name, type]),
  );
}

const S = (text: string): AttributeValue => ({ S: text });
const N = (digits: number | string): AttributeValue => ({ N: String(digits) });
const TIMES = { createdAt: N('1700000000.5'), updatedAt: N('1700000001') };

describe('a table that models share', () => {
  const table = useTable({
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [
      ...['id', 'email', '_model', 'authorId', 'unused'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S' as const,
      })),
      { AttributeName: 'createdAt', AttributeType: 'N' },
    ],
    GlobalSecondaryIndexes: [
      index('byEmail', ['email'], { ProjectionType: 'ALL' }),
      index('byModel', ['_model', 'createdAt'], { ProjectionType: 'KEYS_ONLY' }),
      index('byAuthor', ['authorId', 'createdAt'], {
        ProjectionType: 'INCLUDE',
        NonKeyAttributes: ['title', 'tags'],
      }),
      index('byUnused', ['unused'], { ProjectionType: 'ALL' }),
    ],
  });

  const ITEMS: Item[] = [
    { id: S('u1'), _model: S('User'), email: S('a@b.example'), rank: N(5), bio: S('Sings'), ...TIMES },
    { id: S('u2'), _model: S('User'), email: S('c@d.example'), rank: N(7), bio: { NULL: true }, ...TIMES },
    { id: S('Post#1'), _model: S('Post'), title: S('One'), authorId: S('u1'), tags: { SS: ['x'] }, ...TIMES },
    { id: S('Post#2'), _model: S('Post'), title: S('Two'), authorId: S('u1'), ...TIMES },
    { id: S('_unique#User#email#a@b.example'), _model: S('_unique'), owner: S('u1') },
    { id: S('other'), secret: S('of no model') },
  ];

  test('a class for each model: keys, types, what all items have, indexes; companions are passed over', async () => {
    await fillTable(table.client, table.tableName, ITEMS);
    const run = await generate(table);
    expect([run.exitCode, run.stdout]).toEqual([
      0,
      `./${FILE} created from 6 items (all)\n  Post  2 items  6 fields\n  User  2 items  6 fields\n`,
    ]);
    expect(run.stderr).toBe(
      '1 sampled item without _model: written by no model, in none of these\n' +
        'index "byUnused" is declared by no model: none has all attributes that it names in the sample\n',
    );
    expect(readFileSync(join(run.cwd, FILE), 'utf8')).toBe(
      `// By autodyne models generate, from 6 items (of all) of table "${table.tableName}".
// Types, required() and fields are those of that sample: read them before you use them.
import { defineModel, f } from 'autodyne/model';

// 2 items in the sample.
export class Post extends defineModel({
  name: 'Post',
  idPrefix: 'Post#',
  fields: {
    authorId: f.string().required(),
    tags: f.set(f.string()),
    title: f.string().required(),
  },
  globalSecondaryIndexes: [
    { name: 'byAuthor', partitionKey: 'authorId', sortKey: 'createdAt', projection: ['title', 'tags'] },
    { name: 'byModel', partitionKey: '_model', sortKey: 'createdAt' },
  ],
}) {}

// 2 items in the sample.
export class User extends defineModel({
  name: 'User',
  fields: {
    bio: f.string(),
    email: f.string().required().unique(),
    rank: f.integer().required(),
  },
  globalSecondaryIndexes: [
    { name: 'byEmail', partitionKey: 'email', projection: 'all' },
    { name: 'byModel', partitionKey: '_model', sortKey: 'createdAt' },
  ],
}) {}
`,
    );
    const list = await runCommand(['models', 'list'], { cwd: run.cwd, env: table.env });
    expect(list.exitCode, list.stderr).toBe(0);
    expect(list.stdout).not.toContain('missing');
    const create = await runCommand(['models', 'create-tables', '--json'], { cwd: run.cwd, env: table.env });
    expect(create.json()).toMatchObject({
      indexes: ['byAuthor', 'byEmail', 'byModel'].map((name) => ({ name, created: false })),
      undeclaredIndexes: ['byUnused'],
    });
  });

  test('its records are read by the generated classes, and saved without a change', async () => {
    const run = await generate(table, ['--out', 'models.js']);
    const values = await runModule(
      run.cwd,
      table.env,
      `import { Post, User } from './models.js';
      const user = await User.find('u1');
      const post = await Post.find('1');
      report([user.toJSON(), post.title, [...post.tags], await user.save(), (await Post.where({ authorId: 'u1' }).all()).length]);`,
    );
    expect(values).toEqual([
      {
        id: 'u1',
        bio: 'Sings',
        email: 'a@b.example',
        rank: 5,
        createdAt: '2023-11-14T22:13:20.500Z',
        updatedAt: '2023-11-14T22:13:21.000Z',
      },
      'One',
      ['x'],
      true,
      2,
    ]);
  });

  test('--model takes one, and its file nothing else', async () => {
    expect(await sourceOf(table, ['--model', 'User'])).not.toContain('Post');
    const run = await generate(table, ['--dry-run', '--model', 'Users']);
    expect([run.exitCode, run.stderr]).toEqual([
      2,
      'Error: no sampled item is of a model "Users"\n  → the sample has: "Post", "User"\n  → to read more items: --sample N\n',
    ]);
  });

  test('a sample that is not the whole table says so in the file', async () => {
    const run = await generate(table, ['--dry-run', '--sample', '2']);
    expect(run.stdout.split('\n')[0]).toMatch(/^\/\/ .* from 2 items \(of about \d+\) of table/);
    expect((await generate(table, ['--dry-run', '--json', '--sample', '2'])).json()).toMatchObject({
      file: null,
      sampledItems: 2,
      isWhole: false,
    });
  });

  test('--dry-run writes nothing', async () => {
    const run = await generate(table, ['--dry-run']);
    expect(readdirSync(run.cwd)).not.toContain('src');
  });

  test('a file that exists is left, before anything is read, unless it is to be overwritten by name', async () => {
    const cwd = await app({ [FILE]: 'mine', 'user.ts': 'mine' });
    const run = await generate(table, [], cwd);
    expect([run.exitCode, run.stdout, run.stderr]).toEqual([
      5,
      '',
      `Error: the file ./${FILE} exists, and is not overwritten\n  → choose another file: --out FILE\n  → or overwrite it: autodyne models generate --out ./${FILE} --overwrite\n`,
    ]);
    expect(readFileSync(join(cwd, FILE), 'utf8')).toBe('mine');
    const chosen = await generate(table, ['--model', 'User', '--sample', '9', '--out', 'user.ts'], cwd);
    expect(chosen.stderr).toContain(
      'overwrite it: autodyne models generate --model User --sample 9 --out user.ts --overwrite\n',
    );
    const unnamed = await generate(table, ['--overwrite'], cwd);
    expect([unnamed.exitCode, readFileSync(join(cwd, FILE), 'utf8')]).toEqual([2, 'mine']);
    const named = await generate(table, ['--overwrite', '--out', 'user.ts'], cwd);
    expect([named.exitCode, readFileSync(join(cwd, FILE), 'utf8')]).toEqual([0, 'mine']);
    expect(readFileSync(join(cwd, 'user.ts'), 'utf8')).toContain('class User');
    expect(readdirSync(cwd).filter((name) => name.includes('tmp'))).toEqual([]);
  });

  test('a file that is no module is refused', async () => {
    const run = await generate(table, ['--out', 'models.json']);
    expect([run.exitCode, run.stderr.split('\n')[0], existsSync(join(run.cwd, 'models.json'))]).toEqual([
      2,
      'Error: models.json is no name of an ES module',
      false,
    ]);
  });
});

describe('the credentials of the add-on, which may not read the time to live', () => {
  const twin = useLooksTwin(0);

  test('are enough', async () => {
    await fillTable(twin.table.client, twin.table.tableName, [{ id: S('1'), _model: S('User'), ends: N(1) }]);
    const run = await runCommand(['models', 'generate', '--dry-run'], { env: twin.env });
    expect([run.exitCode, run.stderr]).toEqual([0, '']);
    expect(fieldsOf(run.stdout)).toEqual({ ends: 'f.integer().required()' });
  });
});

describe('types', () => {
  const table = useTable();
  const CASES: [name: string, values: AttributeValue[], expected: string][] = [
    ['text', [S('a'), S('b')], 'f.string().required()'],
    ['blank', [S('a'), S(' ')], 'f.string()'],
    ['flag', [{ BOOL: true }, { BOOL: false }], 'f.boolean().required()'],
    ['bytes', [{ B: Buffer.from('x') }], 'f.binary()'],
    ['whole', [N(1), N(-3)], 'f.integer().required()'],
    ['fraction', [N(1), N('1.5')], 'f.number().required()'],
    ['long', [N('12345678901234567890'), N(1)], 'f.bigint().required()'],
    ['digits', [N('1.2345678901234567890123'), N(1)], 'f.decimal().required()'],
    ['map', [{ M: { a: S('x') } }, { M: {} }], 'f.map()'],
    ['list', [{ L: [S('x'), S('y')] }, { L: [S('z')] }], 'f.array(f.string()).required()'],
    ['mixedList', [{ L: [S('x'), N(1)] }, { L: [] }], 'f.array()'],
    ['gapList', [{ L: [S('x'), { NULL: true }] }], 'f.array()'],
    ['numberList', [{ L: [N(1)] }], 'f.array(f.number())'],
    ['nestedList', [{ L: [{ L: [{ BOOL: true }] }] }], 'f.array(f.array(f.boolean()))'],
    ['texts', [{ SS: ['a'] }], 'f.set(f.string())'],
    ['numbers', [{ NS: ['1', '2'] }], 'f.set(f.number())'],
    ['longs', [{ NS: ['12345678901234567890'] }], 'f.set(f.bigint())'],
    ['blobs', [{ BS: [Buffer.from('x')] }], 'f.set(f.binary())'],
    ['mixed', [S('a'), N(1)], 'f.raw().required()'],
    ['empty', [{ NULL: true }], 'f.raw()'],
    ['lockVersion', [N(3), N(1)], 'f.lockVersion()'],
  ];

  test('are those that lose no digit and refuse no item of the sample', async () => {
    await fillTable(
      table.client,
      table.tableName,
      ['a', 'b'].map((id, at) => ({
        id: S(id),
        _model: S('Thing'),
        ...Object.fromEntries(CASES.flatMap(([name, values]) => (values[at] ? [[name, values[at]]] : []))),
      })),
    );
    const source = await sourceOf(table);
    expect(fieldsOf(source)).toEqual(Object.fromEntries(CASES.map(([name, , expected]) => [name, expected])));
    expect(source).toContain('\n  timestamps: false,\n');
  });

  test('records have the values that are stored', async () => {
    const run = await generate(table, ['--out', 'models.js']);
    const [first, second] = (await runModule(
      run.cwd,
      table.env,
      `import { Thing } from './models.js';
      const things = await Thing.findAll(['a', 'b']);
      report(things.sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ long, digits, fraction, mixed, nestedList }) =>
        [String(long), digits, fraction, mixed, nestedList]));`,
    )) as unknown[];
    expect(first).toEqual(['12345678901234567890', '1.2345678901234567890123', 1, 'a', [[true]]]);
    expect(second).toEqual(['1', '1', 1.5, 1, null]);
  });
});

test('no member of a record is taken for the name of a field', () => {
  class Any extends defineModel({ name: 'Any', fields: {} }) {}
  const members = new Set<string>();
  for (
    let own: object = Any.prototype;
    own !== Object.prototype;
    own = Object.getPrototypeOf(own) as object
  ) {
    for (const name of Object.getOwnPropertyNames(own)) members.add(name);
  }
  for (const implicit of ['id', 'createdAt', 'updatedAt']) members.delete(implicit);
  expect(members.size).toBeGreaterThan(30);
  expect([...members].filter(isFieldName)).toEqual([]);
});

describe('names and classes', () => {
  const table = useTable({
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  });

  test('whatever attributes and models are named, the source compiles in a strict project', {
    timeout: 120_000,
  }, async () => {
    const odd = [
      'first-name',
      '2nd',
      'a.b',
      "it's",
      'x"y',
      '__proto__',
      'save',
      'type',
      'toString',
      'class',
      '日本',
      'id',
      '---',
    ];
    await fillTable(table.client, table.tableName, [
      Object.defineProperties(
        { pk: S('1'), _model: S("o'brien-models") },
        Object.fromEntries(odd.map((name) => [name, { value: S('x'), enumerable: true }])),
      ) as Item,
      {
        pk: S('2'),
        _model: S('Object'),
        createdAt: S('2024-01-01T10:00:00+00:00'),
        updatedAt: S('2024-01-01T10:00:00+00:00'),
      },
      {
        pk: S('3'),
        _model: S('object'),
        created_at: N(1),
        updated_at: N(2),
        first_name: S('x'),
        HTTP_x: S('y'),
      },
      { pk: S('4'), _model: S('Empty'), ...TIMES },
      { pk: S('5'), _model: S('Coded'), code: S('x'), lockVersion: S('no number') },
      { pk: S('6'), _model: S('Numbered'), code: N(6), ...TIMES },
      { pk: S('7'), _model: S('Animal'), type: S('Cat'), lives: N(9), code: S('c'), name: S('Tom') },
      { pk: S('8'), _model: S('Animal'), type: S('Dog'), name: S('Rex') },
      { pk: S('9'), _model: S('Animal'), type: S('Animal'), name: S('Joe') },
    ]);
    // Items may hold anything as a key of an index that is created after them.
    await table.client.send(
      new UpdateTableCommand({
        TableName: table.tableName,
        AttributeDefinitions: [{ AttributeName: 'code', AttributeType: 'S' }],
        GlobalSecondaryIndexUpdates: [{ Create: index('byCode', ['code'], { ProjectionType: 'ALL' }) }],
      }),
    );
    const run = await generate(table);
    const source = readFileSync(join(run.cwd, FILE), 'utf8');
    expect(run.stderr).toBe(
      'Numbered: attribute "code" is the key of an index (S), and its items have other types: it is left out\n',
    );
    const [, oBrien = ''] = /class OBrienModels .*?fields: \{(.*?)\n {2}\}/s.exec(source) ?? [];
    expect(fieldsOf(oBrien)).toEqual({
      firstName: "f.string({ attr: 'first-name' }).required()",
      field2nd: "f.string({ attr: '2nd' }).required()",
      aB: "f.string({ attr: 'a.b' }).required()",
      itS: "f.string({ attr: 'it\\'s' }).required()",
      xY: "f.string({ attr: 'x\"y' }).required()",
      protoValue: "f.string({ attr: '__proto__' }).required()",
      saveValue: "f.string({ attr: 'save' }).required()",
      typeValue: "f.string({ attr: 'type' }).required()",
      toStringValue: "f.string({ attr: 'toString' }).required()",
      class: 'f.string().required()',
      日本: 'f.string().required()',
      id: 'f.string().required()',
      field: "f.string({ attr: '---' }).required()",
    });
    for (const part of [
      "export class OBrienModels extends defineModel({\n  name: 'o\\'brien-models',\n  table: { partitionKey: 'pk' },\n",
      "name: 'Object',",
      'createdAt: f.datetime({ asString: true }),',
      "naming: 'snake',\n  fields: {\n    HTTP_x: f.string({ attr: 'HTTP_x' }).required(),\n    firstName: f.string().required(),\n  }",
      "name: 'Empty',\n  table: { partitionKey: 'pk' },\n  fields: {},\n",
      "lockVersionValue: f.string({ attr: 'lockVersion' }).required(),",
      '    code: f.string(),\n    name: f.string().required(),\n    type: f.string(),\n',
      "export class Cat extends Animal.subclass({\n  name: 'Cat',\n  fields: {\n    lives: f.integer().required(),\n  },\n}) {",
      "export class Dog extends Animal.subclass({\n  name: 'Dog',\n}) {",
    ]) {
      expect(source).toContain(part);
    }
    expect(await compile(run.cwd, [FILE])).toBe('');
    writeFileSync(join(run.cwd, 'models.js'), source);
    const loaded = await runModule(
      run.cwd,
      table.env,
      `import { Animal, OBrienModels } from './models.js';
      const animals = await Animal.where({}).all();
      const odd = await OBrienModels.find('1');
      report([animals.map(({ name, constructor }) => name + ' ' + constructor.name).sort(), odd.protoValue, odd.id, odd.pk]);`,
    );
    expect(loaded).toEqual([['Joe Animal', 'Rex Dog', 'Tom Cat'], 'x', 'x', '1']);
    const list = await runCommand(['models', 'list'], { cwd: run.cwd, env: table.env });
    expect(list.exitCode, list.stderr).toBe(0);
  });
});

describe('a table whose items do not say whose they are', () => {
  const table = useTable({
    KeySchema: [
      { AttributeName: 'artist', KeyType: 'HASH' },
      { AttributeName: 'year', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'artist', AttributeType: 'S' },
      { AttributeName: 'year', AttributeType: 'N' },
      { AttributeName: 'label', AttributeType: 'S' },
    ],
    GlobalSecondaryIndexes: [index('byLabel', ['label', 'year'], { ProjectionType: 'KEYS_ONLY' })],
    LocalSecondaryIndexes: [index('ofArtist', ['artist', 'label'], { ProjectionType: 'ALL' })],
  });

  test('an empty one: exit 2', async () => {
    const run = await generate(table);
    expect([run.exitCode, run.stderr.split('\n')[0]]).toEqual([
      2,
      `Error: table "${table.tableName}" has no items to generate models from`,
    ]);
  });

  test('becomes one model with that table for itself', async () => {
    await fillTable(table.client, table.tableName, [
      { artist: S('Nina'), year: N(1965), label: S('Philips'), type: S('album'), ends: N(1800000000) },
      { artist: S('Nina'), year: N(1966), label: S('Philips'), type: S('Single') },
    ]);
    await table.client.send(
      new UpdateTimeToLiveCommand({
        TableName: table.tableName,
        TimeToLiveSpecification: { AttributeName: 'ends', Enabled: true },
      }),
    );
    const run = await generate(table, ['--name', 'Song']);
    const source = readFileSync(join(run.cwd, FILE), 'utf8');
    expect(source.slice(source.indexOf('export'))).toBe(
      `export class Song extends defineModel({
  name: 'Song',
  table: { name: '${table.tableName}', partitionKey: 'artist' },
  timestamps: false,
  fields: {
    year: f.integer().required(),
    ends: f.integer(),
    label: f.string().required(),
    typeValue: f.string({ attr: 'type' }).required(),
  },
  sortKey: 'year',
  globalSecondaryIndexes: [
    { name: 'byLabel', partitionKey: 'label', sortKey: 'year' },
  ],
  localSecondaryIndexes: [
    { name: 'ofArtist', sortKey: 'label', projection: 'all' },
  ],
  expires: { field: 'ends' },
}) {}
`,
    );
    expect(await compile(run.cwd, [FILE])).toBe('');
    writeFileSync(join(run.cwd, 'models.js'), source);
    const years = await runModule(
      run.cwd,
      table.env,
      `import { Song } from './models.js';
      report((await Song.where({ artist: 'Nina' }).all()).map(({ year, typeValue }) => [year, typeValue]));`,
    );
    expect(years).toEqual([
      [1965, 'album'],
      [1966, 'Single'],
    ]);
  }, 120_000);

  test('and has no model to choose', async () => {
    const run = await generate(table, ['--model', 'Song']);
    expect([run.exitCode, run.stderr.split('\n')[0]]).toEqual([
      2,
      `Error: the items of table "${table.tableName}" do not say which model they are of`,
    ]);
  });
});

function index(
  IndexName: string,
  [partitionKey = '', sortKey]: string[],
  Projection: { ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'; NonKeyAttributes?: string[] },
) {
  return {
    IndexName,
    KeySchema: [
      { AttributeName: partitionKey, KeyType: 'HASH' as const },
      ...(sortKey === undefined ? [] : [{ AttributeName: sortKey, KeyType: 'RANGE' as const }]),
    ],
    Projection,
  };
}
