import { CreateTableCommand, DescribeTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { configVars } from '../../src/lib/local/config-vars.ts';
import { startTwin } from '../../src/lib/local/twin.ts';
import { app, MODEL_FILES } from '../helpers/app-folder.ts';
import { type FaultServer, startFaultServer } from '../helpers/fault-server.ts';
import { useLooksTwin } from '../helpers/looks-twin.ts';
import { type CommandRun, runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';

const COMMAND = ['models', 'create-tables'];

/** A model file. */
function model(name: string, spec: string): string {
  return `
    import { defineModel, f } from 'autodyne/model';
    export class ${name} extends defineModel({ name: '${name}', ${spec} }) {}`;
}

/** The source of a model with one field, and an index on it. */
function indexed(name: string, field: string, type = 'string', index = `by${name}`): string {
  const indexes = `globalSecondaryIndexes: [{ name: '${index}', partitionKey: '${field}' }]`;
  return model(name, `fields: { ${field}: f.${type}() }, ${indexes}`);
}

function through(server: FaultServer, env: Record<string, string>): Record<string, string> {
  return { ...env, AUTODYNE_ENDPOINT_URL: server.url, AUTODYNE_PROXY_URL: `${server.url}/dynamodb` };
}

function sent({ requests }: FaultServer, operation: string): number {
  return requests.filter((request) => request.operation === operation).length;
}

describe('in the one table', () => {
  const twin = useLooksTwin(2);

  test('P2: creates the indexes of all models one after the other, once, and names those of no model', async () => {
    await using server = await startFaultServer(twin.url);
    const cwd = await app(MODEL_FILES);
    const env = through(server, twin.env);
    const old = ['index', 'create', 'old', '--partition-key', 'o:S', '--no-sample'];
    expect((await runCommand(old, { env })).exitCode).toBe(0);
    const put = { TableName: twin.table.tableName, Item: { id: { S: '1' }, email: { N: '1' } } };
    await twin.table.client.send(new PutItemCommand(put));
    const fit = { TableName: twin.table.tableName, Item: { id: { S: '2' }, email: { S: 'a@b' } } };
    await twin.table.client.send(new PutItemCommand(fit));

    const before = sent(server, 'UpdateTable');
    const dry = await runCommand([...COMMAND, '--dry-run', '--json'], { cwd, env });
    const requests = dry.json() as { DryRun: { Operation: string; Service: string } }[];
    expect(requests.map(({ DryRun }) => [DryRun.Operation, DryRun.Service])).toEqual([
      ['UpdateTable', 'execute-api'],
      ['UpdateTable', 'execute-api'],
    ]);
    expect(sent(server, 'UpdateTable')).toBe(before);

    const run = await runCommand(COMMAND, { cwd, env });
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
    expect(sent(server, 'UpdateTable') - before).toBe(2);

    const again = await runCommand([...COMMAND, '--json'], { cwd, env });
    expect(again.json()).toEqual({
      tables: [{ name: twin.table.tableName, created: false }],
      indexes: [
        { name: 'byDay', created: false },
        { name: 'byEmail', created: false },
      ],
      undeclaredIndexes: ['old'],
    });
    expect(sent(server, 'UpdateTable') - before).toBe(2);

    const readOnly = await runCommand(COMMAND, { cwd, env: { ...env, AUTODYNE_READONLY: '1' } });
    expect([readOnly.exitCode, readOnly.stdout]).toEqual([
      0,
      run.stdout.replaceAll('created', 'already exists'),
    ]);
  });

  test('an index that two models declare alike is created once', async () => {
    const cwd = await app({
      'src/models/a.ts': indexed('A', 'shared', 'string', 'byShared'),
      'src/models/b.ts': indexed('B', 'shared', 'string', 'byShared'),
    });
    const run = await runCommand([...COMMAND, '--json'], { cwd, env: twin.env });
    expect((run.json() as { indexes: unknown }).indexes).toEqual([{ name: 'byShared', created: true }]);
  });

  const refusedModels: [what: string, files: Record<string, string>, exitCode: number, message: string][] = [
    [
      'a field that is S in one index and N in another',
      { 'src/models/a.ts': indexed('A', 'code'), 'src/models/b.ts': indexed('B', 'code', 'integer') },
      2,
      'Error: B.code is integer, but "code" is the key of index byA (S), which A declares for all models of the table',
    ],
    [
      'two indexes of one name',
      {
        'src/models/a.ts': indexed('A', 'x', 'string', 'byOne'),
        'src/models/b.ts': indexed('B', 'y', 'string', 'byOne'),
      },
      2,
      'Error: A and B both declare the index byOne, with other keys or another projection',
    ],
  ];
  test.each(refusedModels)('%s: refused before anything is sent', async (_what, files, exitCode, message) => {
    await using server = await startFaultServer(twin.url);
    const run = await runCommand(COMMAND, { cwd: await app(files), env: through(server, twin.env) });
    expect([run.exitCode, run.stderr.split('\n')[0]]).toEqual([exitCode, message]);
    expect(server.requests).toEqual([]);
  });

  test.each<[string, string, number, string]>([
    [
      'a key that an index of the table has with another type',
      indexed('A', 'taken', 'integer', 'byOther'),
      2,
      'Error: index "byOther": the attribute "taken" is already a key of type S, so it cannot be N here',
    ],
    [
      'an index of the table that has another key',
      indexed('A', 'mine', 'string', 'byTaken'),
      5,
      'Error: index "byTaken" of table "{table}" already exists, with partition key taken:S, projection ALL, not partition key mine:S, projection KEYS_ONLY',
    ],
    [
      "a field that is stored as the table's partition key, beside a model's own",
      model('A', "table: { partitionKey: 'key' }, fields: { id: f.string() }"),
      2,
      'Error: A.id is stored as "id", which is the partition key of table "{table}"',
    ],
  ])('%s: refused before anything is changed', async (_what, source, exitCode, message) => {
    const taken = ['index', 'create', 'byTaken', '--partition-key', 'taken:S', '--no-sample'];
    expect((await runCommand(taken, { env: twin.env })).exitCode).toBe(0);
    await using server = await startFaultServer(twin.url);
    const cwd = await app({ 'src/models/a.ts': source });
    const run = await runCommand(COMMAND, { cwd, env: through(server, twin.env) });
    expect(run.stderr).toContain(message.replace('{table}', twin.table.tableName));
    expect(run.exitCode).toBe(exitCode);
    expect(sent(server, 'UpdateTable')).toBe(0);
  });

  test('read-only settings: refused before an index is created', async () => {
    await using server = await startFaultServer(twin.url);
    const cwd = await app({ 'src/models/a.ts': indexed('A', 'never') });
    const env = { ...through(server, twin.env), AUTODYNE_READONLY: '1' };
    const run = await runCommand(COMMAND, { cwd, env });
    expect([run.exitCode, run.stderr.split('\n').find((line) => line.startsWith('Error'))]).toEqual([
      6,
      'Error: refused to create indexes: read-only mode is on',
    ]);
    expect(sent(server, 'UpdateTable')).toBe(0);
  });

  test('a table of its own, which the credentials of the add-on cannot create: exit 6, with what to do', async () => {
    const cwd = await app({ 'src/models/a.ts': model('A', "table: { name: 'posts' }, fields: {}") });
    const run = await runCommand(COMMAND, { cwd, env: twin.env });
    expect([run.exitCode, run.stdout]).toEqual([6, '']);
    expect(run.stderr).toContain('leave table.name out');
  });
});

test('with an index that takes 2 seconds, three models: one change at a time, in order', {
  timeout: 60_000,
}, async () => {
  const local = await startTwin({ port: 0, indexDelayMs: 2000, projectFolder: '.' });
  try {
    await using server = await startFaultServer(local.endpointUrl);
    const env = through(server, configVars(local));
    const cwd = await app(
      Object.fromEntries(
        ['C', 'A', 'B'].map((name) => [`src/models/${name}.ts`, indexed(name, name.toLowerCase())]),
      ),
    );
    const run = await runCommand(COMMAND, { cwd, env });
    const names = ['byA', 'byB', 'byC'];
    expect([run.exitCode, run.stdout]).toEqual([
      0,
      [`${local.tableName} already exists`, ...names.map((name) => `index ${name} created`), ''].join('\n'),
    ]);
    // The local table refuses a second change at a time, as AWS does: none was.
    expect(sent(server, 'UpdateTable')).toBe(3);
    const steps = names.flatMap((name) => [`${name}: creation requested`, `${name}: active`]);
    const places = steps.map((step) => run.stderr.indexOf(step));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);

    const again = await runCommand(COMMAND, { cwd, env });
    expect([again.exitCode, again.stdout]).toEqual([0, run.stdout.replaceAll('created', 'already exists')]);
    expect(sent(server, 'UpdateTable')).toBe(3);
  } finally {
    await local.stop();
  }
});

describe('an index that takes its time', () => {
  const twin = useLooksTwin(12);

  test('is awaited while it is being created, and not requested again', async () => {
    await using server = await startFaultServer(twin.url);
    const env = through(server, twin.env);
    const start = [
      'index',
      'create',
      'bySlow',
      '--partition-key',
      'slow:S',
      '--projection',
      'keys',
      '--no-wait',
    ];
    expect((await runCommand([...start, '--no-sample'], { env })).exitCode).toBe(0);
    const cwd = await app({ 'src/models/a.ts': indexed('A', 'slow', 'string', 'bySlow') });
    const run = await runCommand(COMMAND, { cwd, env });
    expect([run.exitCode, run.stdout.split('\n')[1]]).toEqual([0, 'index bySlow already exists']);
    expect(run.stderr).toContain('bySlow: active');
    expect(sent(server, 'UpdateTable')).toBe(1);
  });
});

describe('tables of their own', () => {
  const table = useTable();
  const own = (name: string): string => `own-${name}-${table.tableName}`;
  const source = (name: string, rest = ''): string =>
    model(
      name,
      `table: { name: '${own(name)}' }, fields: { email: f.string(), ends: f.integer() }, expires: { field: 'ends' },
       globalSecondaryIndexes: [{ name: 'byEmail', partitionKey: 'email' }], ${rest}`,
    );

  test('P2: are created with their indexes, in the order of their names, and left when they exist', async () => {
    const cwd = await app({ 'src/models/b.ts': source('B'), 'src/models/a.ts': source('A') });
    const run: CommandRun = await runCommand(COMMAND, { cwd, env: table.env });
    expect([run.exitCode, run.stdout]).toEqual([0, `${own('A')} created\n${own('B')} created\n`]);
    const { Table } = await table.client.send(new DescribeTableCommand({ TableName: own('A') }));
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toEqual(['byEmail']);
    const again = await runCommand(COMMAND, { cwd, env: table.env });
    expect([again.exitCode, again.stdout]).toEqual([
      0,
      `${own('A')} already exists\n${own('B')} already exists\n`,
    ]);
  });

  test('one that exists without an index of its model: it is named, and left', async () => {
    await table.client.send(
      new CreateTableCommand({
        TableName: own('C'),
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      }),
    );
    const cwd = await app({ 'src/models/c.ts': source('C') });
    const run = await runCommand(COMMAND, { cwd, env: table.env });
    expect([run.exitCode, run.stdout]).toEqual([0, `${own('C')} already exists\n`]);
    expect(run.stderr).toContain(
      `index "byEmail" is missing in table "${own('C')}", which is a model's own: it is not created here\n`,
    );
  });
});

describe('a table with a sort key', () => {
  const table = useTable({
    KeySchema: [
      { AttributeName: 'id', KeyType: 'HASH' },
      { AttributeName: 'at', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'id', AttributeType: 'S' },
      { AttributeName: 'at', AttributeType: 'N' },
    ],
  });

  test('cannot be shared by models: exit 2 before anything is changed', async () => {
    const cwd = await app({ 'src/models/a.ts': indexed('A', 'x') });
    const run = await runCommand(COMMAND, { cwd, env: { ...table.env, AUTODYNE_PROXY_URL: 'direct' } });
    expect([run.exitCode, run.stderr.split('\n')[0]]).toEqual([
      2,
      `Error: table "${table.tableName}" cannot be shared by models: it has a sort key`,
    ]);
  });
});
