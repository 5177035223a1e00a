import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { app, MODEL_FILES as FILES, KIND, USER } from '../helpers/app-folder.ts';
import { useLooksTwin } from '../helpers/looks-twin.ts';
import { runCommand } from '../helpers/run-command.ts';

const twin = useLooksTwin(2);

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

  test('N modelsDir: the flag, else AUTODYNE_MODELS_DIR, else .env, else ./src/models', async () => {
    const named = (name: string): string => `
      import { defineModel } from 'autodyne/model';
      export class ${name} extends defineModel({ name: '${name}', fields: {} }) {}`;
    const files = {
      'src/models/a.ts': named('InSource'),
      'flagged/a.ts': named('ByFlag'),
      'varied/a.ts': named('ByVariable'),
      'filed/a.ts': named('ByFile'),
    };
    const cwd = await app(files);
    const listed = async (words: string[], env: Record<string, string> = {}): Promise<unknown> => {
      const run = await runCommand(['models', 'list', '--json', ...words], {
        cwd,
        env: { ...twin.env, ...env },
      });
      return (run.json() as { models: { name: string }[] }).models.map(({ name }) => name);
    };
    expect(await listed([])).toEqual(['InSource']);
    writeFileSync(join(cwd, '.env'), 'AUTODYNE_MODELS_DIR=filed\n');
    expect(await listed([])).toEqual(['ByFile']);
    expect(await listed([], { AUTODYNE_MODELS_DIR: './varied' })).toEqual(['ByVariable']);
    expect(await listed(['--models-dir', 'flagged'], { AUTODYNE_MODELS_DIR: './varied' })).toEqual([
      'ByFlag',
    ]);
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
