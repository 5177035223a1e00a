import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AwsFront, startAwsFront } from '../helpers/aws-front.ts';
import { emptyTable } from '../helpers/empty-table.ts';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { keptCli } from '../helpers/kept-cli.ts';
import type { SpawnResult } from '../helpers/spawn-cli.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();
let front: AwsFront | undefined;

beforeAll(async () => {
  await fillTable(table.client, table.tableName, numberedItems(20));
  front = await startAwsFront(table.url);
});
afterAll(() => front?.[Symbol.asyncDispose]());

/** Dumps as the add-on's user would from a machine of their own: no endpoint, the config vars in the environment. */
async function dump(args: string[], env: Record<string, string> = {}, cwd?: string): Promise<SpawnResult> {
  const all = { ...table.env, AUTODYNE_ENDPOINT_URL: '', ...front?.env, ...env };
  const run = await keptCli(['dump', ...args], { env: all, cwd: cwd ?? (await temporaryFolder()) });
  expect(run.exitCode, run.stderr).toBe(0);
  return run;
}

const DESTROY = /destroy|removed/;

describe('the message about removing the add-on', () => {
  test('after a whole, verified dump of its own table; and how to bring it back, last', async ({ skip }) => {
    if (front === undefined) skip('there is no openssl');
    const { stderr } = await dump(['--out', 'backup', '--verify']);
    expect(stderr.split('\n').slice(-6)).toEqual([
      'verified: complete; no problems found',
      'This dump is complete and verified. You can remove the add-on now, if you want to. This permanently deletes table',
      `${table.tableName} and all its items. Changes made after the dump started may not be in the dump:`,
      '  heroku addons:destroy autodyne',
      `to restore its items over the existing ones: autodyne restore backup --mode overwrite --confirm ${table.tableName}`,
      '',
    ]);
  });

  test.each<[string, string[], Record<string, string>]>([
    ['on a dyno, whose disk does not last', [], { DYNO: 'run.1234' }],
    ['in a CI run', [], { CI: 'true' }],
    ['for a named table', ['--table', table.tableName], {}],
    ['for another region', ['--region', 'us-east-1'], {}],
    ['with a proxy of one’s own', [], { AUTODYNE_PROXY_URL: 'direct' }],
    ['with a proxy that a flag names', ['--proxy-url', 'https://proxy.example/dynamodb'], {}],
    ['unless it was verified', ['--no-verify'], {}],
    ['for a part of it', ['--limit', '5'], {}],
    ['for some items', ['--where', 'number.lt:=5'], {}],
    ['for some attributes', ['--attributes', 'id'], {}],
    ['for a share', ['--segments', '2', '--segment-range', '0-0'], {}],
    ['for the schema alone', ['--schema-only'], {}],
    ['for the data alone', ['--data-only'], {}],
  ])('none %s', async (_, args, env) => {
    const verify = args.includes('--no-verify') ? [] : ['--verify'];
    const { stderr } = await dump(
      [...args.filter((arg) => arg !== '--no-verify'), '--out', 'backup', ...verify],
      env,
    );
    expect(stderr).not.toMatch(DESTROY);
  });

  test('none for another add-on, another settings file, or an endpoint', async () => {
    const blue = Object.fromEntries(
      Object.entries(table.env).map(([name, value]) => [name.replace('AUTODYNE', 'BLUE'), value]),
    );
    const as = await dump(['--as', 'BLUE', '--verify'], { ...blue, BLUE_ENDPOINT_URL: '' });
    expect(as.stderr).not.toMatch(DESTROY);
    const cwd = await temporaryFolder();
    writeFileSync(join(cwd, 'other.env'), 'AUTODYNE_PLAN_UNITS=1000\n');
    const file = await dump(['--env-file', 'other.env', '--verify'], {}, cwd);
    expect(file.stderr).not.toMatch(DESTROY);
    const twin = await dump(['--verify'], { AUTODYNE_ENDPOINT_URL: table.url });
    expect(twin.stderr).not.toMatch(DESTROY);
  });

  test('none for a table without items, and nothing to bring back', async () => {
    const { stderr } = await dump(['--verify'], { AUTODYNE_TABLE_NAME: await emptyTable(table.client) });
    expect(stderr).toContain('verified: complete; no problems found');
    expect(stderr).not.toMatch(/destroy|removed|bring/);
  });

  test('none after --resume, which may be of an old dump', async () => {
    const cwd = await temporaryFolder();
    await dump(['--out', 'old'], {}, cwd);
    const { stderr } = await dump(['--resume', 'old', '--verify'], {}, cwd);
    expect(stderr).toContain('verified: complete; no problems found');
    expect(stderr).not.toMatch(DESTROY);
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^to restore its items over.*restore old --mode/);
  });
});
