import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFaultServer } from '../helpers/fault-server.ts';
import { keptCli } from '../helpers/kept-cli.ts';
import { Shell } from '../helpers/shell.ts';
import { spawnCli } from '../helpers/spawn-cli.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { hasShell, hasTerminals, TypedShell } from '../helpers/typed-shell.ts';

const index = (name: string, attribute: string) => ({
  IndexName: name,
  KeySchema: [{ AttributeName: attribute, KeyType: 'HASH' as const }],
  Projection: { ProjectionType: 'ALL' as const },
});
const table = useTable({
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: ['id', 'status', 'city'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S',
  })),
  GlobalSecondaryIndexes: [index('by-status', 'status'), index('by-city', 'city')],
});

let shell: Shell;
beforeAll(() => {
  shell = new Shell({ ...table.env });
  for (const file of ['orders.json', 'old orders.jsonl', 'notes.txt', 'my.env'])
    writeFileSync(join(shell.folder, file), '');
  for (const folder of ['dumps', 'data']) mkdirSync(join(shell.folder, folder));
  writeFileSync(join(shell.folder, 'dumps', 'music.json'), '');
});
afterAll(() => shell.close());

/** What is typed, Tab as \t, and the args that the command gets. Both shells complete all of them alike. */
const TYPED: readonly [what: string, keys: string, args: readonly string[]][] = [
  ['a command', 'desc\t', ['describe']],
  ['a topic', 'mod\tl\t', ['models', 'list']],
  ['a subcommand', 'dump ver\t', ['dump', 'verify']],
  ['the command that help is asked for', 'help que\t', ['help', 'query']],
  ['a shell', 'autocomplete z\t', ['autocomplete', 'zsh']],

  ['a file', 'put ord\t', ['put', 'orders.json']],
  ['a file with a blank in its name', 'put old\t', ['put', 'old orders.jsonl']],
  ['a file in a folder', 'dump verify dum\tmus\t', ['dump', 'verify', 'dumps/music.json']],
  ['a file as a key', 'get ord\t', ['get', 'orders.json']],
  ['a file after a file', 'restore orders.json old\t', ['restore', 'orders.json', 'old orders.jsonl']],
  ['a file after a flag', 'put --typed ord\t', ['put', '--typed', 'orders.json']],
  ['a second dump', 'dump diff dumps/ ord\t', ['dump', 'diff', 'dumps/', 'orders.json']],
  ['a file after --', 'put -- ord\t', ['put', '--', 'orders.json']],
  ['an index in a file', 'index create ord\t', ['index', 'create', 'orders.json']],
  ['no file where none may stand', 'query ord\t', ['query', 'ord']],

  ['a flag', 'query --ind\tx', ['query', '--index', 'x']],
  ['a flag after an argument', 'put orders.json --dry\t', ['put', 'orders.json', '--dry-run']],
  ['a flag of a subcommand', 'dump diff a b --summ\t', ['dump', 'diff', 'a', 'b', '--summary']],
  ['a flag after a condition', 'query artist=Acme --rev\t', ['query', 'artist=Acme', '--reverse']],
  ['a flag after the value of a flag', 'query --limit 3 --expl\t', ['query', '--limit', '3', '--explain']],
  ['the negation of a flag', 'index wait x --no-u\t', ['index', 'wait', 'x', '--no-units']],
  ['another spelling of a flag', 'config --settings\tmy\t', ['config', '--settings-file', 'my.env']],
  [
    'a flag that can be repeated',
    'update x --remove a --rem\tb',
    ['update', 'x', '--remove', 'a', '--remove', 'b'],
  ],
  ['no flag twice', 'query --text --tex\t', ['query', '--text', '--tex']],

  ['a format', 'query --format ty\t', ['query', '--format', 'typed']],
  [
    'a format after a condition',
    'query artist=Acme --format cs\t',
    ['query', 'artist=Acme', '--format', 'csv'],
  ],
  ['a format after =', 'query --format=cs\t', ['query', '--format=csv']],
  ['a mode', 'restore x --mode skip\t', ['restore', 'x', '--mode', 'skip-existing']],
  ['a region', 'ping --region eu-no\t', ['ping', '--region', 'eu-north-1']],
  ['a fixed text among values', 'dump --segments au\t', ['dump', '--segments', 'auto']],
  [
    'the beginning of a value',
    'index create x --projection inc\tname',
    ['index', 'create', 'x', '--projection', 'include:name'],
  ],
  ['a file as a value', 'query --from ord\t', ['query', '--from', 'orders.json']],
  ['a file as a value after =', 'query --from=ord\t', ['query', '--from=orders.json']],
  ['a folder as a value', 'dump --resume d\tum\t', ['dump', '--resume', 'dumps/']],
  ['no file as a number', 'query --limit ord\t', ['query', '--limit', 'ord']],

  ['an index', 'query --index by-s\t', ['query', '--index', 'by-status']],
  [
    'an index after a condition',
    'scan city=Oslo --index by-c\t',
    ['scan', 'city=Oslo', '--index', 'by-city'],
  ],
  ['an index after =', 'query --index=by-c\t', ['query', '--index=by-city']],
  ['an index as an argument', 'index delete by-c\t', ['index', 'delete', 'by-city']],
  [
    'an index of a table that a flag names',
    `query --table ${table.tableName} --index by-s\t`,
    ['query', '--table', table.tableName, '--index', 'by-status'],
  ],
  [
    'no index of a table that does not exist',
    'query --table nosuch --index by-c\t',
    ['query', '--table', 'nosuch', '--index', 'by-c'],
  ],
];

/** zsh joins a flag and its value by =, which it takes away again, as a slash at the end, where no value follows. */
function plain(arg: string): string[] {
  const [, flag, value] = /^(--[\w-]+)=(.*)$/s.exec(arg.trimEnd()) ?? [];
  return flag === undefined ? [arg.trimEnd().replace(/\/$/, '')] : [flag, ...plain(value ?? '')];
}

for (const name of ['bash', 'zsh'] as const) {
  const isThere = hasTerminals() && hasShell(name);
  describe.skipIf(!isThere)(
    `Tab in ${name}${isThere ? '' : ' (skipped: needs it, and script of util-linux)'}`,
    () => {
      let typed: TypedShell;
      beforeAll(async () => {
        typed = await TypedShell.start(name, { folder: shell.folder, env: shell.env });
      });
      afterAll(() => typed.close());

      test.each(TYPED)('%s', async (_, keys, args) => {
        const got = await typed.argsOf(`autodyne ${keys}`);
        expect(got.flatMap(plain)).toEqual(args.flatMap(plain));
      });

      test('a program after --, for local', async () => {
        expect(await typed.argsOf('autodyne local --memory -- uptim\t')).toEqual([
          'local',
          '--memory',
          '--',
          'uptime',
        ]);
      });

      test('all that are possible, at the second press', async () => {
        const shown = await typed.type('autodyne query --index by-\t\t', 'by-status');
        expect(shown).toContain('by-city');
        await typed.argsOf('s\t');
      });
    },
  );
}

describe('the names of indexes', () => {
  const run = (env: Record<string, string>) => spawnCli(['autocomplete', '--index-names'], { env });
  const NAMES = { stdout: 'by-city\nby-status\n', stderr: '', exitCode: 0, signal: null };
  const NOTHING = { stdout: '', stderr: '', exitCode: 0, signal: null };

  /** Of the cache's only file. */
  function makeOld(stateHome: string): void {
    const folder = join(stateHome, 'autodyne', 'index-names');
    const [name = ''] = readdirSync(folder);
    utimesSync(join(folder, name), 0, Date.now() / 1000 - 21);
  }

  test('are asked for once in 20 seconds, and kept where their server is gone', async () => {
    const XDG_STATE_HOME = await temporaryFolder();
    let requests = 0;
    const server = await startFaultServer(table.url, {
      script: () => {
        requests += 1;
        return undefined;
      },
    });
    const env = { ...table.env, AUTODYNE_ENDPOINT_URL: server.url, XDG_STATE_HOME };
    expect(await run(env)).toEqual(NAMES);
    expect(await run(env)).toEqual(NAMES);
    expect(requests).toBe(1);
    makeOld(XDG_STATE_HOME);
    expect(await run(env)).toEqual(NAMES);
    expect(requests).toBe(2);
    await server[Symbol.asyncDispose]();
    makeOld(XDG_STATE_HOME);
    expect(await run(env)).toEqual(NAMES);
  });

  test('are not those of another table, or of other keys', async () => {
    const env = { ...table.env, XDG_STATE_HOME: await temporaryFolder() };
    expect(await run(env)).toEqual(NAMES);
    expect(await run({ ...env, AUTODYNE_TABLE_NAME: 'no-such-table' })).toEqual(NOTHING);
  });

  test('a server that never responds is waited for a second, once', async () => {
    const XDG_STATE_HOME = await temporaryFolder();
    let connections = 0;
    const silent = createServer(() => {
      connections += 1;
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const env = { ...table.env, AUTODYNE_ENDPOINT_URL: `http://127.0.0.1:${port}`, XDG_STATE_HOME };
    const startedAt = performance.now();
    expect(await run(env)).toEqual(NOTHING);
    expect(performance.now() - startedAt).toBeLessThan(2500);
    expect(await run(env)).toEqual(NOTHING);
    expect(connections).toBe(1);
    silent.close();
  });

  test('without settings, or a folder to keep them in: no message', async () => {
    const cwd = await temporaryFolder();
    expect(await spawnCli(['autocomplete', '--index-names'], { cwd })).toEqual(NOTHING);
    writeFileSync(join(cwd, 'file'), '');
    expect(await run({ ...table.env, XDG_STATE_HOME: join(cwd, 'file') })).toEqual(NAMES);
  });
});

test('autocomplete: the line that sets it up, and the script', async () => {
  const { stdout, exitCode } = await keptCli(['autocomplete']);
  expect(exitCode).toBe(0);
  expect(stdout).toBe(`\
run the line for your shell once, then open a new terminal:
  echo 'eval "$(autodyne autocomplete bash)"' >> ~/.bashrc
  echo 'eval "$(autodyne autocomplete zsh)"' >> ~/.zshrc
`);
  const { stdout: json } = await keptCli(['autocomplete', 'zsh', '--json']);
  const { stdout: script } = await keptCli(['autocomplete', 'zsh']);
  expect(JSON.parse(json)).toEqual({ shell: 'zsh', script });
});
