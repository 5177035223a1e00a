import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFaultServer } from '../helpers/fault-server.ts';
import { fillTable, numberedItems, ODD_ITEM } from '../helpers/fill-table.ts';
import { startKillable } from '../helpers/killable-run.ts';
import { Shell } from '../helpers/shell.ts';
import { spawnCli } from '../helpers/spawn-cli.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** One of each kind that `npm run test:binary` has many of, for `npm test`: all in processes of their own. */
const table = useTable();
let shell: Shell;

beforeAll(async () => {
  await fillTable(table.client, table.tableName, [...numberedItems(600, 80), ODD_ITEM]);
  shell = new Shell(table.env);
});
afterAll(() => shell.close());

test('Ctrl-C amid a dump: the page in hand is kept, and --resume ends it', async () => {
  await using server = await startFaultServer(table.url, { pageItems: 131 });
  const env = { ...table.env, AUTODYNE_ENDPOINT_URL: server.url };
  const cwd = await temporaryFolder();
  const run = startKillable(['dump', '--out', 'd', '--segments', '1'], { env, cwd });
  let pages = 0;
  server.script = ({ operation, body }) => {
    if (operation !== 'Scan' || body.includes('"Limit"')) return undefined;
    pages += 1;
    if (pages === 3) run.kill('SIGINT');
    return pages === 3 ? { delayMs: 300 } : undefined;
  };
  const { exitCode, stderr } = await run.ended;
  expect(exitCode, stderr).toBe(130);
  expect(stderr).toMatch(/\nError: the dump was interrupted; 393 items in 1 file are saved in d\n/);
  const resumed = await spawnCli(['dump', '--resume', 'd', '--verify'], { env, cwd });
  expect(resumed.exitCode, resumed.stderr).toBe(0);
  expect(resumed.stderr).toContain('verified: complete; no problems found');
});

test('a file that may not become as large as it would: what is recorded is safe, and --resume ends the dump', async () => {
  const stopped = await shell.run('ulimit -f 2; autodyne dump --out full --compress none --segments 2');
  expect(stopped.exitCode, stopped.lines.join('\n')).toBe(3);
  expect(stopped.lines.join('\n')).toMatch(
    /^Error: cannot write full\/.*: the file is larger than the limit; \d+ items? in \d+ files? (is|are) saved in full$/m,
  );
  const resumed = await shell.run('autodyne dump --resume full --verify');
  expect(resumed.lines).toContain('verified: complete; no problems found');
});

test('a home that is not there: the same response, not a word more', async () => {
  const env = { ...table.env, HOME: '/nonexistent-autodyne/home', XDG_STATE_HOME: '' };
  const run = await spawnCli(['get', 'item-00007', '--json'], { env, cwd: await temporaryFolder() });
  expect(run).toMatchObject({ stderr: '', exitCode: 0 });
  expect(JSON.parse(run.stdout)).toMatchObject({ Item: { number: { N: '7' } } });
});

test('a command that is printed to go on does what was meant, as it stands', async () => {
  const { lines } = await shell.run(`autodyne dump --out "it's \\$HOME"`);
  const printed = lines.find((line) => line.startsWith('verify it offline: ')) ?? '';
  const verified = await shell.run(printed.slice('verify it offline: '.length));
  expect(verified.lines.at(-1)).toBe('verified: complete; no problems found');
});
