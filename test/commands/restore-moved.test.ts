import { appendFile, cp, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { emptyTable } from '../helpers/empty-table.ts';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();

beforeAll(() => fillTable(table.client, table.tableName, numberedItems(300)));

/** The kinds of sources, each made in a folder of its own: what to restore there. */
const SOURCES: Record<string, (folder: string) => Promise<string>> = {
  'a dump': async (folder) => {
    const out = join(folder, 'dump');
    await runCommand(['dump', '--out', out, '--segments', '2'], { env: table.env });
    return out;
  },
  'a file': async (folder) => {
    const out = join(folder, 'items.jsonl');
    await runCommand(['dump', '--out', out], { env: table.env });
    return out;
  },
  'a dynamodump folder': async (folder) => {
    const out = join(folder, 'music');
    await mkdir(join(out, 'data'), { recursive: true });
    const described = await runCommand(['describe', '--json'], { env: table.env });
    await writeFile(join(out, 'schema.json'), described.stdout);
    const items = Array.from({ length: 300 }, (_, n) => ({ id: { S: `${n}` } }));
    for (const part of [0, 1]) {
      const page = { Items: items.filter((_, n) => n % 2 === part) };
      await writeFile(join(out, `data/000${part}.json`), JSON.stringify(page));
    }
    return out;
  },
};

/** A restore that has just stopped, and how it can be tried to go on. */
async function stopped(kind: string) {
  const folder = await temporaryFolder();
  const source = (await SOURCES[kind]?.(folder)) ?? '';
  const target = await emptyTable(table.client);
  const env = { ...table.env, AUTODYNE_TABLE_NAME: target, XDG_STATE_HOME: join(folder, 'state') };
  const args = ['--concurrency', '1', '--max-units', '500'];
  const run = await runCommand(['restore', source, ...args], { env });
  expect(run.exitCode, run.stderr).toBe(3);
  const resume = (path: string) => runCommand(['restore', path, '--resume', '--json'], { env });
  return { folder, source, resume };
}

describe.each(Object.keys(SOURCES))('an unfinished restore of %s', (kind) => {
  test('continues after the source was moved and renamed', async () => {
    const { folder, source, resume } = await stopped(kind);
    const moved = join(folder, 'elsewhere', kind === 'a file' ? 'other.jsonl' : 'renamed');
    await mkdir(join(folder, 'elsewhere'));
    await rename(source, moved);
    const run = await resume(moved);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()).toMatchObject({ read: 300, written: 300 });
    // Of this run alone.
    expect((run.json() as { consumedWriteUnits: number }).consumedWriteUnits).toBeLessThanOrEqual(200);
  });

  test('does not go on with another source', async () => {
    const { folder, source, resume } = await stopped(kind);
    const other = join(folder, 'other');
    await cp(source, other, { recursive: true, preserveTimestamps: true });
    const changed = { 'a dump': 'data/segment-00000-00001.json.gz', 'a file': '' }[kind] ?? 'data/0001.json';
    await appendFile(join(other, changed), '\n');
    const run = await resume(other);
    expect(run.exitCode).toBe(2);
    expect(run.stdout).toContain('there is no unfinished restore of');
  });
});

test('a dump that was copied is the same dump', async () => {
  const { folder, source, resume } = await stopped('a dump');
  await cp(source, join(folder, 'copy'), { recursive: true });
  expect((await resume(join(folder, 'copy'))).exitCode).toBe(0);
});
