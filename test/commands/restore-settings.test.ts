import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  ScanCommand,
  TagResourceCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, onTestFinished, test } from 'vitest';
import { emptyTable } from '../helpers/empty-table.ts';
import { startFaultServer } from '../helpers/fault-server.ts';
import { type FaultScript, serviceError } from '../helpers/faults.ts';
import { useLooksTwin } from '../helpers/looks-twin.ts';
import { runCommand } from '../helpers/run-command.ts';
import { shellWords } from '../helpers/shell-words.ts';
import { isOnDynamoDbLocal, useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();

/** A name that has no table yet, and what to run `restore --create` with. */
async function freshName(): Promise<{ tableName: string; env: Record<string, string>; cwd: string }> {
  const tableName = `created-${randomUUID().slice(0, 8)}`;
  const cwd = await temporaryFolder();
  onTestFinished(async () => {
    await table.client.send(new DeleteTableCommand({ TableName: tableName })).catch(() => undefined);
  });
  const env = {
    ...table.env,
    AUTODYNE_TABLE_NAME: tableName,
    AUTODYNE_PROXY_URL: 'direct',
    XDG_STATE_HOME: cwd,
  };
  return { tableName, cwd, env };
}

const TABLE = {
  TableName: 'elsewhere',
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'n', AttributeType: 'N' },
    { AttributeName: 'year', AttributeType: 'N' },
  ],
  BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-n',
      KeySchema: [{ AttributeName: 'n', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
    {
      IndexName: 'by-year',
      KeySchema: [
        { AttributeName: 'year', KeyType: 'HASH' },
        { AttributeName: 'id', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['n', 'of it'] },
    },
  ],
};
const UNSET = {
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
  DeletionProtectionEnabled: true,
  TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
};
const TIME_TO_LIVE = { TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' };
const TAGS = [
  { Key: 'team', Value: 'music' },
  { Key: 'aws:cloudformation:stack-name', Value: 'x' },
];

const NEVER_TOLD = 'point-in-time recovery, resource policy, contributor insights, auto scaling';

async function writeSource(cwd: string, schema: object = { Table: TABLE }): Promise<void> {
  await writeFile(join(cwd, 'items.jsonl'), '{"id":"a","n":1}\n{"id":"b","n":2}\n');
  await writeFile(join(cwd, 'schema.json'), JSON.stringify(schema));
}

const CREATE = ['restore', 'items.jsonl', '--create', '--schema', 'schema.json'];

async function tagsOf(tableName: string) {
  const { Table } = await table.client.send(new DescribeTableCommand({ TableName: tableName }));
  const { Tags } = await table.client.send(new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }));
  return Tags;
}

async function timeToLiveOf(tableName: string) {
  const response = await table.client.send(new DescribeTimeToLiveCommand({ TableName: tableName }));
  return response.TimeToLiveDescription;
}

// DynamoDB Local has no tags (test/engine/differences.ts).
describe('restore --create sets what it may, and names what it did not set', () => {
  test.skipIf(isOnDynamoDbLocal)('time to live and tags; the rest by name', async () => {
    const { env, cwd, tableName } = await freshName();
    await writeSource(cwd, {
      Table: { ...TABLE, ...UNSET },
      TimeToLiveDescription: TIME_TO_LIVE,
      Tags: TAGS,
    });
    const run = await runCommand(CREATE, { env, cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr.split('\n').slice(-7)).toEqual([
      'restored setting: time to live on expires (expired items will be deleted)',
      'restored setting: tag team',
      'not set: stream (NEW_IMAGE)',
      'not set: deletion protection',
      'not set: table class STANDARD_INFREQUENT_ACCESS',
      `schema.json does not contain these settings, so they are not set: ${NEVER_TOLD}`,
      '',
    ]);
    expect(await timeToLiveOf(tableName)).toEqual(TIME_TO_LIVE);
    expect(await tagsOf(tableName)).toEqual([{ Key: 'team', Value: 'music' }]);
  });

  test.skipIf(isOnDynamoDbLocal)('a dump of ours brings its own; --json', async () => {
    const { env, cwd, tableName } = await freshName();
    const TableName = await emptyTable(table.client);
    const { Table } = await table.client.send(new DescribeTableCommand({ TableName }));
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expires' };
    await table.client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
    const ResourceArn = Table?.TableArn;
    await table.client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: 'team', Value: 'music' }] }));
    await table.client.send(new PutItemCommand({ TableName, Item: { id: { S: 'a' } } }));
    const dumped = await runCommand(['dump', '--out', 'd'], {
      env: { ...table.env, AUTODYNE_TABLE_NAME: TableName },
      cwd,
    });
    expect(dumped.exitCode, dumped.stderr).toBe(0);
    const run = await runCommand(['restore', 'd', '--create', '--verify', '--json'], { env, cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()).toMatchObject({
      written: 1,
      verification: { differenceCount: 0 },
      created: {
        isTableNew: true,
        indexes: [],
        set: ['time to live on expires (expired items will be deleted)', 'tag team'],
        notSet: [],
        untold: NEVER_TOLD.split(', '),
      },
    });
    expect(await timeToLiveOf(tableName)).toEqual(TIME_TO_LIVE);
  });

  test('a source that tells neither says so', async () => {
    const { env, cwd } = await freshName();
    await writeSource(cwd);
    const run = await runCommand(CREATE, { env, cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toContain(
      `schema.json does not contain these settings, so they are not set: time to live, tags, ${NEVER_TOLD}\n`,
    );
  });

  test.skipIf(isOnDynamoDbLocal)('into a table that is there: what it has is left alone', async () => {
    const cwd = await temporaryFolder();
    const tableName = await emptyTable(table.client);
    const env = {
      ...table.env,
      AUTODYNE_TABLE_NAME: tableName,
      AUTODYNE_PROXY_URL: 'direct',
      XDG_STATE_HOME: cwd,
    };
    const { Table } = await table.client.send(new DescribeTableCommand({ TableName: tableName }));
    const Tags = [{ Key: 'team', Value: 'films' }];
    await table.client.send(new TagResourceCommand({ ResourceArn: Table?.TableArn, Tags }));
    await table.client.send(new PutItemCommand({ TableName: tableName, Item: { id: { S: 'mine' } } }));
    const LocalSecondaryIndexes = [
      { IndexName: 'local', KeySchema: TABLE.KeySchema, Projection: { ProjectionType: 'ALL' } },
    ];
    const { BillingModeSummary: _, ...provisioned } = TABLE;
    const ProvisionedThroughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 6 };
    await writeSource(cwd, {
      Table: { ...provisioned, LocalSecondaryIndexes, ProvisionedThroughput },
      TimeToLiveDescription: TIME_TO_LIVE,
      Tags: [...TAGS, { Key: 'more', Value: '' }],
    });
    const run = await runCommand([...CREATE, '--mode', 'skip-existing'], { env, cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toContain('restored setting: tag more\n');
    expect(run.stderr.split('\n').filter((line) => line.startsWith('not set: '))).toEqual([
      'not set: local index local',
      'not set: provisioned throughput (read 5, write 6)',
      'not set: time to live on expires (the table already had items, which it could delete)',
      'not set: tag team (the table has another value)',
    ]);
    expect(await tagsOf(tableName)).toEqual(expect.arrayContaining([...Tags, { Key: 'more', Value: '' }]));
    expect((await timeToLiveOf(tableName))?.TimeToLiveStatus).toBe('DISABLED');
  });

  test('provisioned throughput, that of the indexes too', async () => {
    const { env, cwd, tableName } = await freshName();
    const { BillingModeSummary: _, ...provisioned } = TABLE;
    const units = (read: number) => ({
      ProvisionedThroughput: { ReadCapacityUnits: read, WriteCapacityUnits: 4, NumberOfDecreasesToday: 0 },
    });
    const GlobalSecondaryIndexes = TABLE.GlobalSecondaryIndexes.map((index) => ({ ...index, ...units(3) }));
    await writeSource(cwd, { Table: { ...provisioned, ...units(5), GlobalSecondaryIndexes } });
    // The engine takes an index without throughput, and forgets it where there is one; AWS insists on it.
    await using faults = await startFaultServer(table.url);
    const run = await runCommand(CREATE, { env: { ...env, AUTODYNE_ENDPOINT_URL: faults.url }, cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    const { Table } = await table.client.send(new DescribeTableCommand({ TableName: tableName }));
    expect(Table?.ProvisionedThroughput).toMatchObject({ ReadCapacityUnits: 5, WriteCapacityUnits: 4 });
    const created = faults.requests
      .filter(({ operation }) => operation === 'UpdateTable')
      .map(({ body }) => JSON.parse(body.toString()).GlobalSecondaryIndexUpdates[0].Create);
    expect(created).toMatchObject([
      { IndexName: 'by-n', ProvisionedThroughput: { ReadCapacityUnits: 3, WriteCapacityUnits: 4 } },
      { IndexName: 'by-year', ProvisionedThroughput: { ReadCapacityUnits: 3, WriteCapacityUnits: 4 } },
    ]);
  });
});

describe('with restricted credentials', () => {
  const twin = useLooksTwin(4);

  test('a note of what was not set, no failure', async () => {
    const cwd = await temporaryFolder();
    await writeSource(cwd, {
      Table: { ...TABLE, ...UNSET, GlobalSecondaryIndexes: [] },
      TimeToLiveDescription: TIME_TO_LIVE,
      Tags: TAGS,
    });
    const run = await runCommand(CREATE, { env: { ...twin.env, XDG_STATE_HOME: cwd }, cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr.split('\n').filter((line) => /^(not )?set/.test(line))).toEqual([
      'not set: stream (NEW_IMAGE)',
      'not set: deletion protection',
      'not set: table class STANDARD_INFREQUENT_ACCESS',
      'not set: time to live on expires (AccessDeniedException)',
      'not set: tag team (AccessDeniedException)',
    ]);
  });
});

describe('an index step that fails', () => {
  const refused = serviceError(400, 'ValidationException', 'Too many of them');

  // By its name, not as the second request: DynamoDB Local refuses or fails one under load, which is then sent again.
  const refuseByYear: FaultScript = ({ operation, body }) =>
    operation === 'UpdateTable' && body.includes('"IndexName":"by-year"') ? refused : undefined;

  async function failing(args: string[] = [], script: FaultScript = refuseByYear) {
    const { env, cwd, tableName } = await freshName();
    await writeSource(cwd, { Table: TABLE, TimeToLiveDescription: TIME_TO_LIVE });
    const faults = await startFaultServer(table.url, { script });
    onTestFinished(() => faults[Symbol.asyncDispose]());
    const through = { ...env, AUTODYNE_ENDPOINT_URL: faults.url };
    const run = await runCommand([...CREATE, '--verify', ...args], { env: through, cwd });
    return { run, faults, env: through, cwd, tableName };
  }

  test('keeps the outcome, prints the remaining steps, and can be resumed', async () => {
    const { run, faults, env, cwd, tableName } = await failing();
    expect(run.exitCode, run.stderr).toBe(3);
    expect(run.stderr).toContain('read 2 = 2 written + 0 skipped + 0 rejected; ');
    expect(run.stderr).toContain('Error: all items were processed, but a later step failed: ');
    expect(run.stderr).toContain('Too many of them (UpdateTable); not created: index by-year\n');
    const suggested = run.stderr.split('\n').filter((line) => line.startsWith('  → '));
    expect(suggested).toEqual([
      `  → create it: autodyne index create '${JSON.stringify({
        TableName: tableName,
        AttributeDefinitions: [
          { AttributeName: 'year', AttributeType: 'N' },
          { AttributeName: 'id', AttributeType: 'S' },
        ],
        GlobalSecondaryIndexUpdates: [
          {
            Create: {
              IndexName: 'by-year',
              KeySchema: TABLE.GlobalSecondaryIndexes[1]?.KeySchema,
              Projection: TABLE.GlobalSecondaryIndexes[1]?.Projection,
            },
          },
        ],
      })}' --force`,
      '  → or continue with the remaining steps: autodyne restore items.jsonl --create --schema schema.json --verify --resume',
    ]);
    faults.script = () => undefined;
    const writesBefore = faults.requests.filter(({ operation }) => operation === 'BatchWriteItem').length;
    const [, ...args] = shellWords(suggested[1]?.split(': ')[1] ?? '');
    const resumed = await runCommand(args, { env, cwd });
    expect(resumed.exitCode, resumed.stderr).toBe(0);
    expect(resumed.stderr).toContain('read 2 = 2 written + 0 skipped + 0 rejected; 0 write units');
    expect(resumed.stderr).toContain('by-n: already exists\n');
    expect(resumed.stderr).toContain('verified: the table contains all restored items');
    expect(resumed.stderr).toContain('restored setting: time to live on expires');
    expect(faults.requests.filter(({ operation }) => operation === 'BatchWriteItem')).toHaveLength(
      writesBefore,
    );
    const { Table } = await table.client.send(new DescribeTableCommand({ TableName: tableName }));
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName).sort()).toEqual([
      'by-n',
      'by-year',
    ]);
    const again = await runCommand(args, { env, cwd });
    expect(again.stderr).toContain('there is no unfinished restore of');
  });

  test('each command that is printed makes its index', async () => {
    const { env, cwd, tableName } = await freshName();
    await writeSource(cwd);
    await using faults = await startFaultServer(table.url, {
      script: ({ operation }) => (operation === 'UpdateTable' ? refused : undefined),
    });
    const options = ['--table', tableName, '--endpoint-url', faults.url];
    const { AUTODYNE_TABLE_NAME: _, AUTODYNE_ENDPOINT_URL: __, ...elsewhere } = env;
    const run = await runCommand([...CREATE, ...options], { env: elsewhere, cwd });
    expect(run.exitCode, run.stderr).toBe(3);
    expect(run.stderr).toContain('not created: index by-n, by-year\n');
    faults.script = () => undefined;
    const commands = run.stderr.split('\n').flatMap((line) => line.split('→ create it: ')[1] ?? []);
    expect(commands[0]).toBe(
      `autodyne index create by-n --partition-key n:N --force --table ${tableName} --endpoint-url ${faults.url}`,
    );
    for (const command of commands) {
      const [, ...args] = shellWords(command);
      const made = await runCommand(args, { env: elsewhere, cwd });
      expect(made.exitCode, made.stderr).toBe(0);
    }
    const { Table } = await table.client.send(new DescribeTableCommand({ TableName: tableName }));
    expect(Table?.GlobalSecondaryIndexes).toEqual(
      expect.arrayContaining(TABLE.GlobalSecondaryIndexes.map((index) => expect.objectContaining(index))),
    );
  });

  test('an index whose request failed once is made, and is not left', async () => {
    const { run } = await failing([], (request) =>
      request.operation === 'UpdateTable' && request.attempt === 1
        ? serviceError(500, 'InternalServerError', 'try again')
        : refuseByYear(request),
    );
    expect(run.exitCode, run.stderr).toBe(3);
    expect(run.stderr).toContain('; not created: index by-year\n');
  });

  test('when the table cannot be described afterwards, nothing is said of which indexes it has', async () => {
    let isRefused = false;
    const { run, env, cwd, faults } = await failing([], (request) => {
      isRefused ||= refuseByYear(request) !== undefined;
      if (!isRefused) return undefined;
      if (request.operation === 'DescribeTable') return serviceError(400, 'ValidationException', 'Not now');
      return refuseByYear(request);
    });
    expect(run.exitCode, run.stderr).toBe(3);
    expect(run.stderr).toContain(
      'Too many of them (UpdateTable); it could not be checked which of these indexes exist: by-n, by-year\n',
    );
    faults.script = () => undefined;
    const commands = run.stderr
      .split('\n')
      .flatMap((line) => line.split('→ create it, unless it exists: ')[1] ?? []);
    expect(commands).toHaveLength(2);
    for (const command of commands) {
      const [, ...args] = shellWords(command);
      const made = await runCommand(args, { env, cwd });
      expect(made.exitCode, made.stderr).toBe(0);
    }
  });

  test('--json tells the counts and what is left', async () => {
    const { run } = await failing(['--json']);
    expect(run.exitCode).toBe(3);
    expect(run.json()).toMatchObject({
      error: {
        code: 'Incomplete',
        details: {
          read: 2,
          written: 2,
          skipped: 0,
          rejected: 0,
          rejectsPath: null,
          indexesLeft: ['by-year'],
        },
      },
    });
  });
});

describe('what would end at the first index is refused before any item is written', () => {
  test('an index of that name that is another one', async () => {
    const { env, cwd, tableName } = await freshName();
    await writeSource(cwd);
    expect(await runCommand(CREATE, { env, cwd })).toMatchObject({ exitCode: 0 });
    await writeFile(join(cwd, 'items.jsonl'), '{"id":"c"}\n');
    const other = (await readFile(join(cwd, 'schema.json'), 'utf8')).replace(
      '"n","KeyType":"HASH"',
      '"id","KeyType":"HASH"',
    );
    await writeFile(join(cwd, 'schema.json'), other);
    const args = [...CREATE, '--mode', 'skip-existing'];
    for (const run of [
      await runCommand(args, { env, cwd }),
      await runCommand([...args, '--dry-run'], { env, cwd }),
    ]) {
      expect(run.exitCode, run.stderr).toBe(5);
      expect(run.stderr).toContain('index "by-n" of table');
    }
    const { Count } = await table.client.send(new ScanCommand({ TableName: tableName }));
    expect(Count).toBe(2);
  });

  test("the add-on's proxy, for a table on another server", async () => {
    const { env, cwd } = await freshName();
    await writeSource(cwd);
    const { AUTODYNE_PROXY_URL: _, ...unfit } = env;
    const run = await runCommand(CREATE, { env: unfit, cwd });
    expect(run.exitCode, run.stderr).toBe(2);
    expect(run.stderr).toContain('which does not manage it');
    expect((await runCommand(['describe'], { env, cwd })).exitCode).toBe(4);
  });
});

describe('--schema', () => {
  test('for a source that tells none; a dry run makes nothing', async () => {
    const { env, cwd } = await freshName();
    await writeSource(cwd, {
      Resources: {
        T: { Type: 'AWS::DynamoDB::Table', Properties: { ...TABLE, DeletionProtectionEnabled: true } },
      },
    });
    const none = await runCommand(['restore', 'items.jsonl', '--create'], { env, cwd });
    expect(none.exitCode).toBe(2);
    expect(none.stderr).toContain('items.jsonl contains no schema to create table "');
    expect(none.stderr).toContain('→ specify --schema FILE: the output of');
    const dry = await runCommand([...CREATE, '--dry-run'], { env, cwd });
    expect(dry.exitCode, dry.stderr).toBe(0);
    expect(dry.stderr).toContain('will not be set: deletion protection\n');
    expect(dry.stdout).toContain('items.jsonl (JSON): about 2 items');
    expect((await runCommand(['describe'], { env, cwd })).exitCode).toBe(4);
    const alone = await runCommand(['restore', 'items.jsonl', '--schema', 'schema.json'], { env, cwd });
    expect(alone.exitCode).toBe(2);
    expect(alone.stderr).toContain('--create');
  });

  test("a template's parameters are taken by their defaults, which is said", async () => {
    const { env, cwd, tableName } = await freshName();
    await writeSource(cwd);
    const template = `
Parameters: { Key: { Type: String, Default: id } }
Resources:
  Music:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      KeySchema: [{ AttributeName: !Ref Key, KeyType: HASH }]
      AttributeDefinitions: [{ AttributeName: !Ref Key, AttributeType: S }]
`;
    await writeFile(join(cwd, 'template.yaml'), template);
    const run = await runCommand(['restore', 'items.jsonl', '--create', '--schema', 'template.yaml#Music'], {
      env,
      cwd,
    });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toContain('template.yaml: default values are used for its parameters: Key=id\n');
    const { Count } = await table.client.send(new ScanCommand({ TableName: tableName }));
    expect(Count).toBe(2);
  });

  test.each([
    ['a file', false],
    ['standard input', true],
  ])('the first line of what dyno exports, in %s', async (_, isStdin) => {
    const { env, cwd, tableName } = await freshName();
    const { BillingModeSummary: __, ...described } = TABLE;
    const dyno = { ...described, ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 } };
    const text = `${JSON.stringify(dyno)}\n{"id":{"S":"a"},"n":{"N":"1"}}\n{"id":{"S":"b"}}\n`;
    await writeFile(join(cwd, 'dyno.jsonl'), text);
    const run = await runCommand(['restore', isStdin ? '-' : 'dyno.jsonl', '--create'], {
      env,
      cwd,
      ...(isStdin ? { stdin: text } : {}),
    });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toContain('read 2 = 2 written');
    const { Table } = await table.client.send(new DescribeTableCommand({ TableName: tableName }));
    expect(Table?.GlobalSecondaryIndexes).toHaveLength(2);
    const { Count } = await table.client.send(new ScanCommand({ TableName: tableName }));
    expect(Count).toBe(2);
  });

  test('another key than the source tells', async () => {
    const { env, cwd } = await freshName();
    await writeSource(cwd);
    const other = {
      KeySchema: [{ AttributeName: 'n', KeyType: 'HASH' }],
      AttributeDefinitions: TABLE.AttributeDefinitions,
    };
    await writeFile(join(cwd, 'items.jsonl'), `${JSON.stringify(other)}\n{"n":{"N":"1"}}\n`);
    const run = await runCommand(CREATE, { env, cwd });
    expect(run.exitCode, run.stderr).toBe(2);
    expect(run.stderr).toContain(
      'items.jsonl is of a table with the key n:N, but schema.json has the key id:S',
    );
  });
});
