import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { HAS_TERMINALS, type OnTerminal, startOnTerminal } from '../helpers/on-terminal.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();
let cwd: string;
let env: Record<string, string>;

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';

beforeAll(async () => {
  cwd = await temporaryFolder(afterAll);
  env = { ...table.env, AUTODYNE_PROXY_URL: 'direct' };
  await fillTable(table.client, table.tableName, numberedItems(3, 10));
  await writeFile(join(cwd, 'keys.jsonl'), '{"id":"item-00000"}\n{"id":"item-00001"}\n');
  await writeFile(join(cwd, 'items.jsonl'), '{"id":"new"}\n');
  await writeFile(
    join(cwd, 'anew.json'),
    JSON.stringify({ GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-number' } }] }),
  );
  await table.client.send(
    new UpdateTableCommand({
      TableName: table.tableName,
      AttributeDefinitions: [{ AttributeName: 'number', AttributeType: 'N' }],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: 'by-number',
            KeySchema: [{ AttributeName: 'number', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        },
      ],
    }),
  );
});

/** What the table is: its items and indexes. */
async function whole(): Promise<unknown[]> {
  const run = async (...argv: string[]): Promise<unknown> => (await runCommand(argv, { env })).stdout;
  return [await run('scan', '--format', 'jsonl'), await run('index', 'list')];
}

const QUESTIONS: [string, string[]][] = [
  ['delete --all', ['delete', '--all']],
  ['delete --where', ['delete', '--where', 'number.gte:=1']],
  ['delete of a file of keys', ['delete', 'keys.jsonl']],
  ['restore over items', ['restore', 'items.jsonl', '--mode', 'overwrite']],
  ['restore of what differs', ['restore', 'items.jsonl', '--mode', 'differing']],
  ['index delete', ['index', 'delete', 'by-number']],
  ['index create of a file that deletes', ['index', 'create', 'anew.json']],
];

async function asked(argv: string[]): Promise<OnTerminal> {
  const run = startOnTerminal(argv, { env, cwd });
  await run.shows(/To proceed, type \S+ or\s+re-run this command with\s+--confirm \S+: /);
  return run;
}

describe.skipIf(!HAS_TERMINALS)('a question on a terminal', () => {
  test.each(QUESTIONS)('%s: Ctrl-C is exit 130, and nothing is changed', async (_, argv) => {
    const before = await whole();
    const run = await asked(argv);
    run.type(CTRL_C);
    const { exitCode, screen } = await run.ended;
    expect(exitCode, screen).toBe(130);
    expect(screen).toContain('\nError: interrupted; nothing was changed\n');
    expect(screen).not.toMatch(/AbortError|Unexpected|stack/);
    expect(await whole()).toEqual(before);
  });

  /** What `$EDITOR` is: no shell, which loses a signal that comes while it starts a program. */
  async function editorOf(script: string): Promise<Record<string, string>> {
    const path = join(cwd, 'editor.cjs');
    await writeFile(path, `${script}; process.stdout.write('open'); setTimeout(() => {}, 60_000);`);
    return { ...env, EDITOR: `${process.execPath} ${path}` };
  }

  test('an editor that Ctrl-C ends: exit 130, and what was edited is kept', async () => {
    const edit = `require('node:fs').writeFileSync(process.argv[2], '{"id":"item-00002","edited":true}')`;
    const run = startOnTerminal(['edit', 'item-00002'], { env: await editorOf(edit), cwd });
    await run.shows(/open/);
    run.type(CTRL_C);
    const { exitCode, screen } = await run.ended;
    expect(exitCode, screen).toBe(130);
    const words = screen.replace(/\s+/g, ' ');
    expect(words).toMatch(/Error: the editor "\S+ \S+" was interrupted; nothing was changed /);
    const kept = /your edits are kept in (\S+)/.exec(words)?.[1] ?? '';
    expect(await readFile(kept, 'utf8')).toContain('edited');
    await rm(dirname(kept), { recursive: true });
  });

  test('an editor for which Ctrl-C is not the end', async () => {
    const patient = `process.on('SIGINT', () => process.exit(0))`;
    const run = startOnTerminal(['edit', 'item-00002'], { env: await editorOf(patient), cwd });
    await run.shows(/open/);
    run.type(CTRL_C);
    const { exitCode, screen } = await run.ended;
    expect(exitCode, screen).toBe(0);
    expect(screen).toContain('no changes to {"id":"item-00002"}');
  });

  test('Ctrl-C after half a name', async () => {
    const run = await asked(['delete', '--all']);
    run.type(table.tableName.slice(0, 5));
    run.type(CTRL_C);
    expect(await run.ended).toMatchObject({ exitCode: 130 });
  });

  test('Ctrl-D is no name: exit 2', async () => {
    const run = await asked(['delete', '--all']);
    run.type(CTRL_D);
    const { exitCode, screen } = await run.ended;
    expect(exitCode, screen).toBe(2);
    expect(screen).toContain('\nError: This deletes 3 of 3 items of table');
    expect(screen).not.toContain('Warning');
  });

  test('another name is refused', async () => {
    const run = await asked(['delete', '--all']);
    run.type('another\r');
    expect(await run.ended).toMatchObject({ exitCode: 2 });
  });

  test('the name is consent', async () => {
    const run = await asked(['delete', 'keys.jsonl']);
    run.type(`${table.tableName}\r`);
    const { exitCode, screen } = await run.ended;
    expect(exitCode, screen).toBe(0);
    expect(screen).toContain('\ndeleted 2 of 2 keys\n');
  });
});
