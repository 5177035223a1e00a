import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startFaultServer } from '../helpers/fault-server.ts';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { type SpawnResult, spawnCli } from '../helpers/spawn-cli.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { hasTerminal, Terminal } from '../helpers/terminal.ts';

const table = useTable({
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: ['id', 'status'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-status',
      KeySchema: [{ AttributeName: 'status', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
});
let cwd: string;
beforeAll(() =>
  fillTable(table.client, table.tableName, [
    { id: { S: 'a' }, status: { S: 'paid' }, customer: { S: 'Ann' } },
    ...numberedItems(3),
  ]),
);
beforeEach(async () => {
  cwd = await temporaryFolder();
});

const env = () => ({ ...table.env, XDG_STATE_HOME: join(cwd, 'state') });

describe('a script on stdin', () => {
  const shell = (script: string, ...flags: string[]): Promise<SpawnResult> =>
    spawnCli(['shell', ...flags], { cwd, env: env(), stdin: script });

  test('runs its lines in order, without a prompt; words in quotes may have several lines', async () => {
    const run = await shell(`# comment\n\nput '{\n  "id": "s1"\n}'\nautodyne get s1\r\n.exit\nget absent\n`);
    expect(run).toEqual({
      stdout: '{\n  "id": "s1"\n}\n',
      stderr: `put 1 item into table "${table.tableName}"\n`,
      exitCode: 0,
      signal: null,
    });
  });

  test('ends at the first line that fails, with its exit code', async () => {
    const run = await shell('get absent\nput \'{"id":"s2"}\'\n');
    expect(run).toMatchObject({ stdout: '', exitCode: 4 });
    expect(run.stderr).toMatch(/\nline 1 failed with exit code 4; the lines after it were not run\n$/);
    expect(await shell('get s2')).toMatchObject({ exitCode: 4 });
  });

  test('with --keep-going runs them all, and has the exit code of the first that failed', async () => {
    const run = await shell('get absent\ngte\nget a --attributes status\n', '--keep-going');
    expect(run).toMatchObject({ stdout: '{\n  "status": "paid"\n}\n', exitCode: 4 });
  });

  test.each<[string, number, string]>([
    [
      'put -',
      2,
      'Error: stdin is the script of this shell, and cannot be read by a command\n  → name a file instead of -\n',
    ],
    ["get 'a", 2, 'Error: the quote that is opened in line 1 is not closed\n'],
    [
      'get a | head',
      2,
      'Error: | has no meaning here: the shell of autodyne has no pipes, redirections or variables\n',
    ],
    ['shell', 2, 'Error: this is the shell already\n'],
    ['gte a', 2, 'Error: unknown command: gte\n  → did you mean autodyne get?\n'],
    ['delete --all', 2, 'Confirmation is required\n'],
  ])('%s is exit %i', async (line, exitCode, text) => {
    const run = await shell(line);
    expect(run).toMatchObject({ stdout: '', exitCode });
    expect(run.stderr).toContain(text);
  });

  test('has the flags of the shell in each line, unless it has others', async () => {
    const run = await shell('put \'{"id":"x"}\'\n', '--read-only');
    expect(run).toMatchObject({ exitCode: 6, stdout: '' });
    const none = { ...env(), AUTODYNE_TABLE_NAME: '' };
    const lines = `get a --attributes id\nget a --attributes id --table no-such\nlocal --memory -- sh -c "echo it\\'s \\$0" ok\n`;
    const other = await spawnCli(['shell', '--keep-going', '--table', table.tableName], {
      cwd,
      env: none,
      stdin: lines.replace('"echo it\\\'s \\$0"', "'echo ran'"),
    });
    expect(other.stdout).toBe('{\n  "id": "a"\n}\nran\n');
    expect(other.exitCode).toBe(4);
  });

  test('has them in commands with two names, and in those of topics, too', async () => {
    const lines =
      'index delete by-status --no-wait\nindex:delete by-status\nindex create by-x --partition-key x:S\nput \'{"id":"x"}\'\n';
    const run = await shell(lines, '--read-only', '--keep-going');
    expect(run.exitCode).toBe(6);
    expect(run.stderr.match(/read-only mode is on/g)).toHaveLength(4);
    const none = { ...env(), AUTODYNE_TABLE_NAME: '' };
    const list = await spawnCli(['shell', '--table', table.tableName], {
      cwd,
      env: none,
      stdin: 'index list --json\n',
    });
    expect(list.stderr).toBe('');
    expect(list.stdout).toContain('by-status');
  });

  test('help, --help and --json are those of the line', async () => {
    const run = await shell('get --help\nget absent --json\nget a --attributes id\n', '--keep-going');
    expect(run.stdout).toMatch(
      /^get one item by its key.*\n\{\n {2}"Item": null\n\}\n\{\n {2}"id": "a"\n\}\n$/s,
    );
    expect(run).toMatchObject({ stderr: '', exitCode: 4 });
  });

  test('--json of the shell is that of each line', async () => {
    const run = await shell('get a --attributes id\nlocal --memory -- echo ran\n', '--json');
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toBe('{\n  "Item": {\n    "id": {\n      "S": "a"\n    }\n  }\n}\nran\n');
  });

  test('nothing of a line is left for the next, after many of them', async () => {
    const lines = Array.from(
      { length: 60 },
      () =>
        'get a --attributes id --no-units\nget absent --debug\nquery id=a --format plain --attributes id\n',
    );
    const run = await shell(`${lines.join('')}get a --json\n`, '--keep-going');
    expect(run.stderr).not.toMatch(/MaxListeners|Warning/);
    expect(run.stdout.match(/"id": ?"a"/g)).toHaveLength(120);
    expect(JSON.parse(run.stdout.slice(run.stdout.lastIndexOf('{\n  "Item"')))).toMatchObject({
      Item: { id: { S: 'a' } },
    });
  });

  test('one connection serves all lines', async () => {
    await using server = await startFaultServer(table.url);
    const run = await spawnCli(['shell'], {
      cwd,
      env: { ...env(), AUTODYNE_ENDPOINT_URL: server.url },
      stdin: 'get a --attributes id\n'.repeat(10),
    });
    expect(run).toMatchObject({ exitCode: 0 });
    expect(server.connections).toBe(1);
  });
});

describe.skipIf(!hasTerminal())('on a terminal', () => {
  let terminal: Terminal;
  afterEach(() => terminal.close());

  async function open(args = '', more: Record<string, string> = {}): Promise<void> {
    terminal = new Terminal(`shell ${args}`, { cwd, env: { ...env(), ...more } });
    await terminal.says(/Ctrl-D ends the shell\n/);
    await prompt();
  }
  const prompt = (units = ''): Promise<string> => terminal.says(new RegExp(`${table.tableName}${units}> $`));

  test('the prompt has the table, and the units of the line before; .exit ends with 0', async () => {
    await open();
    terminal.enter('get a');
    await terminal.says(/"status": "paid"\n\}\n/);
    await prompt(' \\(0\\.5 read\\)');
    terminal.enter(`put '{"id":"t1"}'`);
    await prompt(' \\(1 write\\)');
    terminal.enter('get absent');
    await terminal.says(/Error: there is no item/);
    terminal.enter('config --json | x');
    await terminal.says(/Error: \| has no meaning here/);
    expect(terminal.text).not.toContain('units:');
    terminal.enter('.exit');
    expect(await terminal.ended()).toBe(0);
  });

  test('Ctrl-D ends it', async () => {
    await open();
    terminal.control('D');
    expect(await terminal.ended()).toBe(0);
  });

  test('Tab completes commands, flags, values, attributes that were shown, and indexes', async () => {
    await open();
    terminal.enter('get a');
    await prompt(' \\(0\\.5 read\\)');
    const completes = async (typed: string, line: string): Promise<void> => {
      terminal.type(`${typed}\t`);
      await terminal.says(new RegExp(`^${line.replace(/[.=]/g, '\\$&')}$`));
      terminal.control('C');
      await terminal.says(/\^C\n/);
      await prompt('.*');
    };
    await completes('desc', 'describe ');
    await completes('dump ver', 'dump verify ');
    await completes('query --form', 'query --format ');
    await completes('query --format ty', 'query --format typed ');
    await completes('query cust', 'query customer=');
    await completes('get a --attributes id,sta', 'get a --attributes id,status');
    await completes('query --index by', 'query --index by-status ');
    await completes('.e', '.exit');
  });

  test('Ctrl-C cancels the line, then a command under way, and not the shell', async () => {
    await using server = await startFaultServer(table.url, {
      script: ({ operation }) => (operation === 'Scan' ? { delayMs: 60_000 } : undefined),
    });
    await open('', { AUTODYNE_ENDPOINT_URL: server.url });
    terminal.type('delete something');
    await terminal.says(/something$/);
    terminal.control('C');
    await terminal.says(/\^C\n/);
    await prompt();
    terminal.enter('scan');
    while (!server.requests.some(({ operation }) => operation === 'Scan')) await sleep(10);
    terminal.control('C');
    await terminal.says(/Error: interrupted\n/);
    await prompt();
    terminal.enter('get a --attributes id');
    await terminal.says(/"id": "a"/);
    await prompt(' \\(0\\.5 read\\)');
  });

  test('what serves for ever does so until Ctrl-C', async () => {
    await open();
    terminal.enter('local --memory --port 0 --write-env --settings-file other.env');
    await terminal.says(/Ctrl-C to stop\n/);
    terminal.control('C');
    await prompt();
    terminal.enter('get a --attributes id');
    await terminal.says(/"id": "a"/);
  });

  test('a command asks, and reads the terminal up to Ctrl-D, and the shell goes on', async () => {
    await open();
    terminal.enter('delete --all');
    await terminal.says(/To proceed, type [\s\S]*: $/);
    terminal.enter('no');
    await terminal.says(/Error: "no" does not match/);
    await prompt('.*');
    terminal.enter('put -');
    await terminal.says(/put -\n/);
    // Until the terminal is the command's, which says nothing.
    await sleep(1_000);
    terminal.enter('{"id":"typed"}');
    terminal.control('D');
    await terminal.says(/put 1 item into table/);
    await prompt(' \\(1 write\\)');
    terminal.enter('get typed');
    await terminal.says(/"id": "typed"/);
  });

  test('pasted lines run one after another', async () => {
    await open();
    terminal.type('get a --attributes id\rget a --attributes status\rget a --attr');
    await terminal.says(/"id": "a"/);
    await terminal.says(/"status": "paid"/);
    await terminal.says(/> get a --attr$/);
    terminal.enter('ibutes customer');
    await terminal.says(/"customer": "Ann"/);
  });

  test('lines are kept for the next shell, for their owner alone, and none with a secret', async () => {
    await open();
    terminal.enter('get a --attributes id');
    await prompt(' .*');
    terminal.enter(' get a --attributes status');
    await prompt(' .*');
    terminal.enter('describe --endpoint-url http://me:pass@127.0.0.1:1 --timeout 1');
    await terminal.says(/Error: /);
    await prompt('.*');
    terminal.enter(`put '{"id":"${table.env['AUTODYNE_AWS_SECRET_ACCESS_KEY']}"}'`);
    await prompt(' .*');
    terminal.enter('.exit');
    await terminal.ended();
    const path = join(cwd, 'state/autodyne/shell-history');
    expect(readFileSync(path, 'utf8')).toBe('get a --attributes id\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await open();
    terminal.type('\u001b[A');
    await terminal.says(/> get a --attributes id$/);
  });
});
