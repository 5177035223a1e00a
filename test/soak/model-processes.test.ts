import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { GetItemCommand, PutItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { useTable } from '../helpers/table.ts';

const table = useTable();
const script = fileURLToPath(new URL('../helpers/model-contender.mjs', import.meta.url));

interface Outcomes {
  won: number;
  notUnique: number;
  others: string[];
}

/** The outcomes of two processes that begin in the same instant. */
async function race(what: 'emails' | 'increments' | 'addresses', count: number): Promise<Outcomes[]> {
  const children = ['a', 'b'].map((name) =>
    spawn(process.execPath, [script, table.url, table.tableName, name, what, String(count)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  const lines = children.map(({ stdout }) => createInterface({ input: stdout })[Symbol.asyncIterator]());
  for (const line of lines) expect((await line.next()).value).toBe('ready');
  for (const { stdin } of children) stdin.end('go');
  const last = await Promise.all(lines.map((line) => line.next()));
  return last.map(({ value }) => JSON.parse(String(value)) as Outcomes);
}

test('each of 200 unique e-mails created by both: 200 winners, 200 RecordNotUnique, no stray companion', {
  timeout: 300_000,
}, async () => {
  const outcomes = await race('emails', 200);
  expect(outcomes.flatMap(({ others }) => others)).toEqual([]);
  expect(outcomes.reduce((sum, { won }) => sum + won, 0)).toBe(200);
  expect(outcomes.reduce((sum, { notUnique }) => sum + notUnique, 0)).toBe(200);
  const owners = new Map<string, string>();
  const companions = new Map<string, string>();
  const pages = paginateScan({ client: table.client }, { TableName: table.tableName, ConsistentRead: true });
  for await (const { Items = [] } of pages) {
    for (const item of Items) {
      if (item['_model']?.S === 'RacedUser') owners.set(item['email']?.S ?? '', item['id']?.S ?? '');
      else companions.set(item['id']?.S?.split('#').at(-1) ?? '', item['owner']?.S ?? '');
    }
  }
  expect(owners.size).toBe(200);
  expect(companions).toEqual(owners);
});

test('500 increments of each of two: 1,000', { timeout: 300_000 }, async () => {
  const { tableName: TableName, client } = table;
  const Item = { id: { S: 'counter' }, _model: { S: 'RacedUser' } };
  await client.send(new PutItemCommand({ TableName, Item }));
  await race('increments', 500);
  const get = { TableName, Key: { id: Item.id }, ConsistentRead: true };
  expect((await client.send(new GetItemCommand(get))).Item?.['count']).toEqual({ N: '1000' });
});

test('500 addresses.add of each of two: 1,000, each linked on both sides', { timeout: 300_000 }, async () => {
  const { tableName: TableName, client } = table;
  const Item = { id: { S: 'counter' }, _model: { S: 'RacedUser' } };
  await client.send(new PutItemCommand({ TableName, Item }));
  const outcomes = await race('addresses', 500);
  expect(outcomes.flatMap(({ others }) => others)).toEqual([]);
  const get = { TableName, Key: { id: Item.id }, ConsistentRead: true };
  const ids = (await client.send(new GetItemCommand(get))).Item?.['addressesIds']?.SS ?? [];
  expect(new Set(ids).size).toBe(1000);
  const linked: string[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true })) {
    for (const item of Items) if (item['userIds']?.SS?.[0] === 'counter') linked.push(item['id']?.S ?? '');
  }
  expect(linked.toSorted()).toEqual(ids.toSorted());
});
