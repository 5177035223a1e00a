import { mkdtempSync, rmSync } from 'node:fs';
import { cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { usePage } from '../helpers/dashboard.ts';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { runCommand } from '../helpers/run-command.ts';
import { spawnCli } from '../helpers/spawn-cli.ts';
import { useTable } from '../helpers/table.ts';
import { writeWithMode } from '../helpers/temporary-folder.ts';
import { RESULTS } from './json-results.ts';
import { resultSchema, shapeOf } from './json-schema-files.ts';

const table = useTable();
const cwd = mkdtempSync(join(tmpdir(), 'autodyne-json-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
beforeAll(async () => {
  await fillTable(table.client, table.tableName, numberedItems(20));
  write('keys.jsonl', '{"id":"first"}\n{"id":"none"}\n');
  write('items.jsonl', '{"id":"m1","n":1}\n{"id":"m2","b":{"$binary":"AQI="}}\n');
  write('partial.json', '{"Items":[{"id":{"S":"p"}}],"Count":1,"LastEvaluatedKey":{"id":{"S":"p"}}}');
  write('odd.jsonl', '{"id":{"N":"1"}}\n');
  write('ids.jsonl', '{"id":"m1"}\n{"id":"m2"}\n');
  write('editor', `#!/bin/sh\nsed -i 's/"n": *[0-9]*/"n": 77/' "$1"\n`, 0o755);
  write('heroku', `#!/bin/sh\necho '${JSON.stringify(table.env)}'\n`, 0o755);
  write('indexes.json', JSON.stringify(twoChanges));
  await mkdir(join(cwd, 'models'));
  await mkdir(join(cwd, 'node_modules'));
  await symlink(fileURLToPath(new URL('../..', import.meta.url)), join(cwd, 'node_modules/autodyne'));
  write(
    'models/model.ts',
    `import { defineModel, f } from 'autodyne/model';
    defineModel({
      name: 'Model',
      fields: { field: f.string() },
      globalSecondaryIndexes: [
        { name: 'byModelField', partitionKey: 'field' },
        { name: 'byOther', partitionKey: '_model', sortKey: 'field' },
      ],
    });`,
  );
});

const write = (name: string, text: string, mode = 0o600): void => writeWithMode(join(cwd, name), text, mode);

const create = (name: string): object => ({
  Create: {
    IndexName: name,
    KeySchema: [{ AttributeName: name, KeyType: 'HASH' }],
    Projection: { ProjectionType: 'ALL' },
  },
});
const twoChanges = {
  AttributeDefinitions: ['by-f', 'by-g'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  GlobalSecondaryIndexUpdates: [create('by-f'), create('by-g')],
};

/** The output of each run. */
const printed: { command: string; output: unknown }[] = [];

function record(command: string, output: unknown): unknown {
  printed.push({ command, output });
  return output;
}

/** The violations of the schema of a command, and the output. */
function problems(command: string, output: unknown): string[] {
  const result = v.safeParse(resultSchema(command), output);
  return result.success ? [] : [JSON.stringify(v.flatten(result.issues)), JSON.stringify(output)];
}

/** Replaced by the table name in the args of a test table. */
const NAME = '{name}';

// In the order in which they run: later ones work on what earlier ones left.
const RUNS: [command: string, args: string[], exitCode?: number][] = [
  ['autocomplete', []],
  ['config', []],
  ['config pull', ['--app', 'my-app']],
  ['doctor', []],
  ['ping', []],
  ['models list', ['--models-dir', 'models']],
  ['models create-tables', ['--models-dir', 'models', '--dry-run']],
  ['models create-tables', ['--models-dir', 'models']],
  ['index delete', ['byModelField', '--confirm', NAME]],
  ['index delete', ['byOther', '--confirm', NAME]],
  ['describe', []],
  ['put', ['{"id":"first","n":1,"s":{"$set":["x"]},"m":{"l":[true,null]}}']],
  ['models generate', ['--out', 'generated.ts']],
  ['models generate', ['--dry-run']],
  ['put', ['{"id":"first","n":2}', '--return-old']],
  ['put', ['{"id":"first","n":2}', '--dry-run']],
  ['put', ['items.jsonl', '--dry-run']],
  ['put', ['items.jsonl']],
  ['put', ['items.jsonl', '--return-old']],
  ['put', ['partial.json'], 3],
  ['get', ['first']],
  ['get', ['none'], 4],
  ['get', ['keys.jsonl'], 4],
  ['update', ['first', '--set', 'n:=3']],
  ['update', ['first', '--set', 'n:=4', '--return', 'new']],
  ['update', ['first', '--set', 'n:=3', '--dry-run']],
  ['edit', ['first']],
  ['transact', ['[{"Put":{"Item":{"id":"fourth"}}}]', '--dry-run']],
  ['transact', ['[{"Put":{"Item":{"id":"fourth"}}}]', '--estimate']],
  ['transact', ['[{"Put":{"Item":{"id":"fourth"}}}]']],
  ['transact', ['[{"Delete":{"Key":{"id":"fourth"}}}]']],
  ['copy', ['first', '--to', 'second', '--dry-run']],
  ['copy', ['first', '--to', 'second']],
  ['copy', ['first', '--to', 'second', '--force']],
  ['move', ['second', '--to', 'third', '--dry-run']],
  ['move', ['second', '--to', 'third']],
  ['query', ['id=first']],
  ['query', ['id=first', '--explain']],
  ['sql', ["SELECT * FROM {table} WHERE id = 'first'"]],
  ['sql', ["SELECT * FROM {table} WHERE id = 'first'", '--dry-run']],
  ['sql', ['SELECT * FROM {table}', '--estimate']],
  ['scan', []],
  ['scan', ['--count']],
  ['scan', ['--limit', '2']],
  ['scan', ['--explain']],
  ['scan', ['--estimate']],
  ['put', ['items.jsonl', '--estimate']],
  ['usage', ['--source', 'ledger']],
  ['usage', ['--source', 'ledger', '--by', 'operation']],
  ['stats', []],
  ['dump', ['--estimate']],
  ['dump', ['--out', 'whole', '--verify']],
  ['dump', ['--out', 'whole.jsonl']],
  ['dump', ['--segments', '2', '--segment-range', '0-0', '--out', 'share0']],
  ['dump', ['--segments', '2', '--segment-range', '1-1', '--out', 'share1']],
  ['dump list', ['.']],
  ['dump merge', ['share0', 'share1', '--out', 'merged']],
  ['dump verify', ['whole']],
  ['dump verify', ['broken'], 8],
  ['dump diff', ['whole', 'merged']],
  ['stats', ['--from', 'whole']],
  ['query', ['id=first', '--from', 'whole']],
  ['query', ['id=first', '--from', 'whole', '--explain']],
  ['scan', ['--from', 'whole', '--explain']],
  ['restore', ['whole', '--dry-run']],
  ['restore', ['odd.jsonl', '--dry-run'], 3],
  ['restore', ['whole', '--mode', 'overwrite', '--confirm', NAME, '--verify']],
  ['restore', ['partial.json', '--mode', 'skip-existing'], 3],
  ['restore', ['whole', '--mode', 'differing', '--dry-run']],
  ['restore', ['whole', '--mode', 'differing', '--confirm', NAME]],
  ['restore', ['whole', '--create', '--table', 'autodyne-json-output', '--verify']],
  ['index create', ['by-n', '--partition-key', 'n:N', '--dry-run']],
  ['index create', ['indexes.json', '--dry-run']],
  ['index create', ['by-n', '--partition-key', 'n:N', '--estimate']],
  ['index create', ['by-n', '--partition-key', 'n:N', '--sort-key', 'id:S', '--no-sample']],
  ['index list', []],
  ['describe', []],
  ['index wait', ['by-n']],
  ['index delete', ['by-n', '--dry-run']],
  ['index delete', ['by-n', '--confirm', NAME]],
  ['delete', ['m1', '--dry-run']],
  ['delete', ['--all', '--estimate']],
  ['query', ['id=first', '--estimate']],
  ['delete', ['m1', '--return-old']],
  ['delete', ['ids.jsonl', '--dry-run']],
  ['delete', ['ids.jsonl', '--confirm', NAME]],
  ['dump diff', ['whole'], 8],
];

describe('what is printed is what is documented', () => {
  test.each(RUNS)('%s %j', async (command, args, exitCode = 0) => {
    if (args[0] === 'broken') await breakDump();
    const argv = args.map((arg) => (arg === NAME ? table.tableName : arg));
    const env = {
      ...table.env,
      AUTODYNE_PROXY_URL: 'direct',
      PATH: `${cwd}${delimiter}${process.env['PATH']}`,
      EDITOR: join(cwd, 'editor'),
      XDG_STATE_HOME: cwd,
    };
    const run = await runCommand([...command.split(' '), ...argv, '--json'], { cwd, env });
    expect(run.exitCode, run.stderr + run.stdout).toBe(exitCode);
    expect(problems(command, record(command, run.json()))).toEqual([]);
  });

  test.each([
    ['local', ['--memory', '--port', '0']],
    ['dashboard', ['--no-open']],
  ])('%s', async (command, args) => {
    usePage();
    const run = await spawnCli([command, ...args, '--json'], {
      cwd,
      env: command === 'local' ? {} : table.env,
      interruptAt: /Ctrl-C/,
      timeoutMs: 20_000,
    });
    expect(problems(command, record(command, JSON.parse(run.stdout)))).toEqual([]);
  });

  test.each(Object.keys(RESULTS).filter((command) => command !== 'error'))(
    'an error of %s',
    async (command) => {
      const run = await runCommand([...command.split(' '), '--no-such-flag', '--json'], {
        cwd,
        env: table.env,
      });
      expect(run.exitCode).toBe(2);
      expect(problems('error', record('error', run.json()))).toEqual([]);
    },
  );

  test.each<[string[], number]>([
    [['describe', '--table', 'not-there'], 4],
    [['update', 'none', '--set', 'a=b'], 4],
    [['put', '{"id":1}'], 2],
    [['put', '{"id":"first"}', '--if-not-exists'], 5],
    [['restore', 'whole'], 5],
    [['describe', '--endpoint-url', 'http://127.0.0.1:1', '--timeout', '1'], 7],
  ])('an error with facts: %j', async (args, exitCode) => {
    const run = await runCommand([...args, '--json'], { cwd, env: table.env });
    expect(run.exitCode, run.stdout).toBe(exitCode);
    expect(problems('error', record('error', run.json()))).toEqual([]);
  });
});

test('each shape of each command was printed', () => {
  const missing = Object.entries(RESULTS).flatMap(([command, shapes]) =>
    shapes
      .filter((shape) => !printed.some((one) => one.command === command && v.is(shapeOf(shape), one.output)))
      .map((shape) => `${command}: ${shape}`),
  );
  expect(missing).toEqual([]);
});

test('a member that no shape has would be seen, wherever it stands', () => {
  for (const { command, output } of printed) {
    for (const changed of withOneMore(output)) {
      expect(problems(command, changed), `${command}: ${JSON.stringify(changed)}`).not.toEqual([]);
    }
  }
});

/** Members that may contain any other: records by user-defined names, requests to DynamoDB, descriptions of AWS. */
const FREE =
  /^(Table|TableDescription|GlobalSecondaryIndexes|Body|details|variables|types|Responses|Item|Items|Attributes|M|firstKeys|LastEvaluatedKey)$/;

/** The value with one member more, at each of its objects in turn. */
function* withOneMore(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    if (value.length === 0) return;
    for (const first of withOneMore(value[0])) yield [first, ...value.slice(1)];
  } else if (typeof value === 'object' && value !== null) {
    yield { ...value, noSuchMember: {} };
    for (const [name, member] of Object.entries(value)) {
      if (FREE.test(name)) continue;
      for (const changed of withOneMore(member)) yield { ...value, [name]: changed };
    }
  }
}

/** A dump one of whose files was changed. */
async function breakDump(): Promise<void> {
  await cp(join(cwd, 'whole'), join(cwd, 'broken'), { recursive: true });
  const [file = ''] = await readdir(join(cwd, 'broken/data'));
  const line = '{"Item":{"id":{"Q":"1"}}}\n';
  await writeFile(join(cwd, 'broken/data', file), gzipSync(line));
}
