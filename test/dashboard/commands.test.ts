import { expect, test } from 'vitest';
import type { SessionResponse, TableFacts } from '../../src/dashboard/api-types.ts';
import { jsonLines, sendRaw, useDashboard } from '../helpers/dashboard.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';

const table = useTable();
const dashboard = useDashboard(() => table.env, {
  isConfirmed: true,
  flags: { as: 'OTHER', 'env-file': 'my vars', 'read-only': true },
});

const FLAGS = "--as OTHER --env-file 'my vars'";

interface Refusal {
  error: { suggestions: string[] };
}

test('the commands beside the facts select the same table', async () => {
  const { commands } = (await dashboard.ask('GET', '/api/table')).json() as TableFacts;
  expect(commands).toEqual({
    dashboard: `autodyne dashboard --read-only ${FLAGS}`,
    dumpCsv: `autodyne dump --out items.csv ${FLAGS}`,
    put: `autodyne put items.jsonl ${FLAGS}`,
    createIndex: `autodyne index create by-artist --partition-key Artist:S ${FLAGS}`,
  });
});

test('a session begins with the table as it was described last', async () => {
  const facts = (await dashboard.ask('GET', '/api/table')).json() as TableFacts;
  const response = await sendRaw(dashboard.port, {
    method: 'POST',
    path: '/api/session',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: dashboard.newCode() }),
  });
  expect(response.json() as SessionResponse).toEqual({ token: expect.any(String) as string, table: facts });
});

test('so do the commands of a refusal', async () => {
  const many = Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`a${at}`, { N: '1' }]));
  const wide = { id: { S: 'wide' }, ...many };
  const deleted = await dashboard.ask('DELETE', '/api/item', { before: wide });
  expect((deleted.json() as Refusal).error.suggestions).toEqual([
    `to delete it as it is: autodyne delete '{"id":"wide"}' ${FLAGS}`,
  ]);
});

test('a failure on the way names none that a page has no use for', async () => {
  const env = { ...table.env, AUTODYNE_PROXY_URL: 'direct' };
  const create = ['index', 'create', 'by-title', '--partition-key', 'title:S'];
  expect((await runCommand(create, { env })).exitCode).toBe(0);
  await dashboard.ask('GET', '/api/table');
  const remove = ['index', 'delete', 'by-title', '--confirm', table.tableName];
  expect((await runCommand(remove, { env })).exitCode).toBe(0);
  const response = await dashboard.ask('POST', '/api/items', { where: 'title=a', index: 'by-title' });
  const [{ error } = { error: { suggestions: [] } }] = jsonLines(response.text) as unknown as Refusal[];
  expect(error.suggestions).toEqual(['look at the indexes that the table has']);
});
