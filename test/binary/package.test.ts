import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();
const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** A project of its own that depends on autodyne as it was built, and on the SDK. */
async function project(files: Record<string, string>): Promise<string> {
  const folder = await temporaryFolder();
  mkdirSync(join(folder, 'node_modules/@aws-sdk'), { recursive: true });
  symlinkSync(root, join(folder, 'node_modules/autodyne'));
  for (const name of ['client-dynamodb', 'lib-dynamodb']) {
    symlinkSync(join(root, 'node_modules/@aws-sdk', name), join(folder, 'node_modules/@aws-sdk', name));
  }
  const packageJson = JSON.stringify({ name: 'app', type: 'module' });
  for (const [name, text] of Object.entries({ 'package.json': packageJson, ...files })) {
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

async function runApp(folder: string, env: Record<string, string>): Promise<unknown> {
  const { PATH = '' } = process.env;
  const { stdout } = await run(process.execPath, ['app.js'], {
    cwd: folder,
    env: { PATH, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...env },
  });
  return JSON.parse(stdout);
}

const APP = `
import { GetCommand, NumberValue, PutCommand } from '@aws-sdk/lib-dynamodb';
import { createDocumentClient, readSettings } from 'autodyne';

const client = createDocumentClient({ numbers: 'exact' });
const { tableName: TableName } = readSettings();
const Item = { id: 'app', plays: NumberValue.from('12345678901234567890123456789012345678') };
await client.send(new PutCommand({ TableName, Item }));
const read = await client.send(new GetCommand({ TableName, Key: { id: 'app' }, ConsistentRead: true }));
client.destroy();
console.log(JSON.stringify({ id: read.Item.id, plays: read.Item.plays.value }));
`;
const READ = { id: 'app', plays: '12345678901234567890123456789012345678' };

describe('the package, as an app uses it', () => {
  test('takes its settings from the environment', async () => {
    const folder = await project({ 'app.js': APP });
    expect(await runApp(folder, table.env)).toEqual(READ);
  });

  test('or from .env, which leaves process.env alone', async () => {
    const lines = Object.entries(table.env).map(([name, value]) => `${name}='${value}'`);
    const check = "if ('AUTODYNE_TABLE_NAME' in process.env) throw new Error('process.env was changed');";
    const folder = await project({ 'app.js': APP + check, '.env': lines.join('\n') });
    expect(await runApp(folder, {})).toEqual(READ);
  });

  test('what is given outright wins, and needs no other settings', async () => {
    const app = `
      import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
      import { createClient } from 'autodyne';
      const client = createClient({
        accessKeyId: 'AKIATEST', secretAccessKey: 'secret', region: 'us-east-1', endpointUrl: process.env.URL,
      });
      const { Table } = await client.send(new DescribeTableCommand({ TableName: process.env.TABLE }));
      client.destroy();
      console.log(JSON.stringify(Table.TableStatus));`;
    const folder = await project({ 'app.js': app });
    const env = { URL: table.url, TABLE: table.tableName, AUTODYNE_AWS_DEFAULT_REGION: 'not a region' };
    expect(await runApp(folder, env)).toBe('ACTIVE');
  });

  test('missing settings are an error that says so, before any request', async () => {
    const app = `
      import { createClient, isAutodyneError } from 'autodyne';
      try { createClient(); } catch (error) {
        const { code, message, details } = error;
        console.log(JSON.stringify({ isOurs: isAutodyneError(error, 'InvalidSettings'), code, message, details }));
      }`;
    const folder = await project({ 'app.js': app });
    const missing = [
      'AUTODYNE_AWS_ACCESS_KEY_ID',
      'AUTODYNE_AWS_SECRET_ACCESS_KEY',
      'AUTODYNE_AWS_DEFAULT_REGION',
    ];
    expect(await runApp(folder, {})).toEqual({
      isOurs: true,
      code: 'InvalidSettings',
      message: `missing settings: ${missing.join(', ')}; looked for in the environment and in .env, which does not exist`,
      details: { missing },
    });
  });

  test('AUTODYNE_READONLY=1 holds for apps too', async () => {
    const app = `
      import { PutCommand } from '@aws-sdk/lib-dynamodb';
      import { createDocumentClient, readSettings } from 'autodyne';
      const client = createDocumentClient();
      const put = new PutCommand({ TableName: readSettings().tableName, Item: { id: 'x' } });
      await client.send(put).catch(({ code, message }) => console.log(JSON.stringify({ code, message })));
      client.destroy();`;
    const folder = await project({ 'app.js': app });
    expect(await runApp(folder, { ...table.env, AUTODYNE_READONLY: '1' })).toEqual({
      code: 'ReadOnly',
      message: 'refused to call PutItem: read-only mode is on',
    });
  });

  test('autodyne/testing starts a table for the models of autodyne/model, and empties it', async () => {
    const app = `
      import { defineModel, f } from 'autodyne/model';
      import { resetTables, startLocal } from 'autodyne/testing';
      class User extends defineModel({
        name: 'User',
        fields: { email: f.string() },
        globalSecondaryIndexes: [{ name: 'byEmail', partitionKey: 'email', projection: 'all' }],
      }) {}
      const local = await startLocal();
      await User.create({ email: 'a@b.example' });
      const found = await User.where({ email: 'a@b.example' }).count();
      const deleted = await resetTables();
      console.log(JSON.stringify({ found, deleted, left: await User.count() }));
      await local.stop();`;
    const folder = await project({ 'app.js': app });
    expect(await runApp(folder, {})).toEqual({ found: 1, deleted: 1, left: 0 });
  });

  test('its types compile in a strict project that skips nothing', async () => {
    const app = `
      import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
      import { type AppSettings, createClient, createDocumentClient, readSettings } from 'autodyne';
      import { type LocalTable, resetTables, startLocal } from 'autodyne/testing';
      export const local: LocalTable = await startLocal({ tableName: 'app' });
      export const deleted: number = await resetTables();
      const settings: AppSettings = { as: 'blue' };
      export const client: DynamoDBClient = createClient(settings, { onRetry: ({ delayMs }) => void delayMs });
      export const documents = createDocumentClient();
      export const name: string = readSettings().tableName;`;
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      module: 'NodeNext',
      target: 'ES2022',
      noEmit: true,
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
    };
    const folder = await project({
      'app.ts': app,
      'tsconfig.json': JSON.stringify({ compilerOptions, include: ['app.ts'] }),
    });
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    await expect(run(process.execPath, [tsc, '-p', folder])).resolves.toMatchObject({ stdout: '' });
  }, 60_000);
});
