import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { startFaultServer } from '../helpers/fault-server.ts';
import { useLooksTwin } from '../helpers/looks-twin.ts';
import { runCommand } from '../helpers/run-command.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const twin = useLooksTwin(2);

/** An app with these files, and autodyne as it was built. */
async function app(files: Record<string, string>, type: 'module' | 'commonjs' = 'module'): Promise<string> {
  const folder = await temporaryFolder();
  mkdirSync(join(folder, 'node_modules'));
  if (files['node_modules/autodyne/package.json'] === undefined)
    symlinkSync(root, join(folder, 'node_modules/autodyne'));
  for (const [name, text] of Object.entries({
    'package.json': JSON.stringify({ name: 'app', type }),
    ...files,
  })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const USER = `
import { defineModel, f } from 'autodyne/model';
import { Kind } from './kind.js';
export class User extends defineModel({
  name: 'User',
  fields: { email: f.string().required(), kind: f.string({ values: Object.values(Kind) }), tags: f.set() },
  globalSecondaryIndexes: [{ name: 'byEmail', partitionKey: 'email', projection: 'all' }],
}) {}`;
const KIND = "console.log('printed by a model file');\nexport enum Kind { Admin = 'admin' }\n";
const POST = `
import { defineModel, f } from 'autodyne/model';
export class Post extends defineModel({
  name: 'Post',
  fields: { day: f.date({ attr: 'd' }) },
  globalSecondaryIndexes: [{ name: 'byDay', partitionKey: 'day', sortKey: 'id' }],
}) {}`;
const FILES = { 'src/models/user.ts': USER, 'src/models/kind.ts': KIND, 'src/models/post.ts': POST };

describe('models list', () => {
  test.each(['module', 'commonjs'] as const)(
    'in a %s app: model, table, keys, indexes, fields',
    async (type) => {
      const run = await runCommand(['models', 'list'], { cwd: await app(FILES, type), env: twin.env });
      expect(run.exitCode, run.stderr).toBe(0);
      expect(run.stdout.split('\n')).toEqual([
        `Post (table ${twin.table.tableName}, key id:S)`,
        '  index byDay  d:N, id:S  KEYS_ONLY  missing',
        '  id         string    S',
        '  day        date      N  stored as "d"',
        '  createdAt  datetime  N',
        '  updatedAt  datetime  N',
        '',
        `User (table ${twin.table.tableName}, key id:S)`,
        '  index byEmail  email:S  ALL  missing',
        '  id         string         S',
        '  email      string         S',
        '  kind       string         S',
        '  tags       set of string  SS',
        '  createdAt  datetime       N',
        '  updatedAt  datetime       N',
        '',
      ]);
    },
  );

  test.each<[string, Record<string, string>, string]>([
    ['no folder', {}, 'Error: the folder of models ./src/models does not exist'],
    ['no files', { 'src/models/user.test.ts': 'throw 1' }, 'Error: there are no model files in src/models'],
    [
      'no models',
      { 'src/models/a.ts': "import 'autodyne/model';" },
      'Error: the model files define no models',
    ],
    [
      'a file that throws',
      { 'src/models/a.ts': "throw new TypeError('no such thing');" },
      'Error: cannot load src/models/a.ts: no such thing',
    ],
    [
      'a file that ends the process',
      { 'src/models/a.ts': 'process.exit(7);' },
      'Error: the process ended with code 7 while model files were loaded',
    ],
    [
      'a model that is wrong',
      {
        'src/models/user.ts': USER.replace("partitionKey: 'email'", "partitionKey: 'mail'"),
        'src/models/kind.ts': KIND,
      },
      'Error: User: the index key "mail" is not a field',
    ],
    [
      'a version that cannot describe models',
      {
        'src/models/a.ts': "import 'autodyne/model';",
        'node_modules/autodyne/package.json':
          '{"name":"autodyne","version":"0.0.9","type":"module","exports":{"./model":"./model.js","./package.json":"./package.json"}}',
        'node_modules/autodyne/model.js': 'export const models = () => [];',
      },
      'Error: the app has autodyne 0.0.9, which cannot describe its models',
    ],
    [
      'a version with descriptions of another form',
      {
        'src/models/a.ts': "import 'autodyne/model';",
        'node_modules/autodyne/package.json':
          '{"name":"autodyne","version":"9.0.0","type":"module","exports":{"./model":"./model.js"}}',
        'node_modules/autodyne/model.js': 'export const describeModels = () => ({ format: 9, models: [] });',
      },
      'Error: the app has another version of autodyne, whose models this command line cannot read',
    ],
  ])('%s: exit 2, without a stack trace', async (_name, files, message) => {
    const run = await runCommand(['models', 'list'], { cwd: await app(files), env: twin.env });
    expect([run.exitCode, run.stderr.split('\n')[0]]).toEqual([2, message]);
    expect(run.stderr).not.toMatch(/^\s+at /m);
  });

  test('models that are configured for another table: exit 2, and which', async () => {
    const files = {
      'src/models/a.ts': `
        import { configure, defineModel } from 'autodyne/model';
        configure({ tableName: 'another' });
        export class A extends defineModel({ name: 'A', fields: {} }) {}`,
    };
    const run = await runCommand(['models', 'list'], { cwd: await app(files), env: twin.env });
    expect([run.exitCode, run.stderr]).toEqual([
      2,
      `Error: the app's models are in table "another", and the settings specify "${twin.table.tableName}"\n  → select their table: autodyne models list --table another\n`,
    ]);
  });
});

describe('models create-tables', () => {
  test('creates the indexes of all models one after the other, once, and names those of no model', async () => {
    await using server = await startFaultServer(twin.url);
    const cwd = await app(FILES);
    const env = {
      ...twin.env,
      AUTODYNE_ENDPOINT_URL: server.url,
      AUTODYNE_PROXY_URL: `${server.url}/dynamodb`,
    };
    const old = ['index', 'create', 'old', '--partition-key', 'o:S', '--no-sample'];
    expect((await runCommand(old, { env })).exitCode).toBe(0);
    const put = { TableName: twin.table.tableName, Item: { id: { S: '1' }, email: { N: '1' } } };
    await twin.table.client.send(new PutItemCommand(put));

    const dry = await runCommand(['models', 'create-tables', '--dry-run', '--json'], { cwd, env });
    const requests = dry.json() as { DryRun: { Operation: string; Service: string } }[];
    expect(requests.map(({ DryRun }) => [DryRun.Operation, DryRun.Service])).toEqual([
      ['UpdateTable', 'execute-api'],
      ['UpdateTable', 'execute-api'],
    ]);

    const before = updates(server.requests);
    const run = await runCommand(['models', 'create-tables'], { cwd, env });
    expect([run.exitCode, run.stdout]).toEqual([
      0,
      `${twin.table.tableName} already exists\nindex byDay created\nindex byEmail created\n`,
    ]);
    expect(run.stderr).toContain(
      `index "old" of table "${twin.table.tableName}" is declared by no model, and is left\n`,
    );
    expect(run.stderr).toContain('1 with "email" of a type other than S');
    expect(run.stderr.indexOf('byDay: active')).toBeLessThan(
      run.stderr.indexOf('byEmail: creation requested'),
    );
    expect(updates(server.requests) - before).toBe(2);

    const again = await runCommand(['models', 'create-tables', '--json'], { cwd, env });
    expect(again.json()).toEqual({
      tables: [{ name: twin.table.tableName, created: false }],
      indexes: [
        { name: 'byDay', created: false },
        { name: 'byEmail', created: false },
      ],
      undeclaredIndexes: ['old'],
    });
    expect(updates(server.requests) - before).toBe(2);
  });

  test('a field that is S in one index and N in another: exit 2 before anything is sent', async () => {
    await using server = await startFaultServer(twin.url);
    const model = (name: string, type: string): string => `
      import { defineModel, f } from 'autodyne/model';
      export class ${name} extends defineModel({
        name: '${name}',
        fields: { code: f.${type}() },
        globalSecondaryIndexes: [{ name: 'by${name}', partitionKey: 'code' }],
      }) {}`;
    const cwd = await app({
      'src/models/a.ts': model('A', 'string'),
      'src/models/b.ts': model('B', 'integer'),
    });
    const env = {
      ...twin.env,
      AUTODYNE_ENDPOINT_URL: server.url,
      AUTODYNE_PROXY_URL: `${server.url}/dynamodb`,
    };
    const run = await runCommand(['models', 'create-tables'], { cwd, env });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('"code" is the key of index');
    expect(server.requests).toEqual([]);
  });
});

function updates(requests: readonly { operation: string }[]): number {
  return requests.filter(({ operation }) => operation === 'UpdateTable').length;
}
