import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FaultServer, startFaultServer } from '../helpers/fault-server.ts';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { Shell } from '../helpers/shell.ts';
import { useTable } from '../helpers/table.ts';

const table = useTable();
let server: FaultServer;
let shell: Shell;

/** Five pages, each after a while. */
beforeAll(async () => {
  await fillTable(table.client, table.tableName, numberedItems(600, 800));
  server = await startFaultServer(table.url, {
    pageItems: 130,
    script: ({ operation }) => (operation === 'Scan' ? { delayMs: 150 } : undefined),
  });
  shell = new Shell({ ...table.env, AUTODYNE_ENDPOINT_URL: server.url });
});
afterAll(async () => {
  await shell.close();
  await server[Symbol.asyncDispose]();
});

async function run(command: string): Promise<string> {
  const { lines, exitCode } = await shell.run(command);
  expect(exitCode, lines.join('\n')).toBe(0);
  return lines.join('\n');
}

/** `script` of util-linux gives a command a terminal. */
function hasScript(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
}

describe('dump', () => {
  test.skipIf(!hasScript())('on a terminal: a bar that leaves no trace', async () => {
    const text = await run('script -qec "autodyne dump --segments 1 --out terminal" /dev/null');
    const [estimate, ...lines] = text.replaceAll('\r\u001b[K', '|').replaceAll('\r', '').split(/[|\n]/);
    expect(estimate).toMatch(/^about 600 items/);
    const bars = lines.filter((line) => line.startsWith('['));
    expect(bars.length).toBeGreaterThan(2);
    for (const bar of bars) {
      expect(bar).toMatch(
        /^\[=+ *\] {2}dumping: \d+ items {2}\S+ [KM]B {2}\S+ [KM]B\/s {2}\S+ units {2}\d+ %(, \d+ s left)?$/,
      );
      expect(bar.length).toBeLessThan(80);
    }
    // What comes after the bar is in its place.
    expect(text).toContain('\r\u001b[Kread 60');
  });

  test('elsewhere: lines, and no more of them than there is to say', async () => {
    const text = await run('autodyne dump --segments 1 --out elsewhere');
    expect(text).toMatch(
      /^about 600 items, .*\nread 60\d items, .*\nverify it offline: .*\nto restore its items over .*$/,
    );
  });
});

describe('what is written is for its owner alone', () => {
  beforeAll(() => {
    server.script = () => undefined;
  });

  test('whatever the umask', async () => {
    await run('umask 0; autodyne dump --out mode/deep/d; autodyne dump --out mode/d.jsonl');
    await run('umask 0; autodyne dump merge mode/deep/d --out mode/merged');
    const others = await run(
      'find mode/d* mode/deep mode/merged -type f ! -perm 600; find mode/deep mode/merged -type d ! -perm 700',
    );
    expect(others).toBe('');
    expect(Number(await run('find mode -type f | wc -l'))).toBeGreaterThan(14);
  });

  test('and what a restore leaves', async () => {
    await run('echo \'{"id":{"N":"1"}}\' > bad.jsonl');
    const { exitCode } = await shell.run(
      `umask 0; autodyne restore bad.jsonl --mode overwrite --confirm ${table.tableName}`,
    );
    expect(exitCode).toBe(3);
    const stopped = await shell.run(
      `umask 0; autodyne restore mode/d.jsonl --mode overwrite --confirm ${table.tableName} --max-units 40`,
    );
    expect(stopped.exitCode).toBe(3);
    const found = await run(
      'find . -name "*.rejects.jsonl" -perm 600; find . -path "*/restore/*.json" -perm 600',
    );
    expect(found.split('\n')).toHaveLength(2);
    expect(await run('find . -path "*/autodyne/restore" -type d -perm 700 | wc -l')).toBe('1');
  });
});
