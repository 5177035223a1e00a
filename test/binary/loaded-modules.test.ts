import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { spawnCli } from '../helpers/spawn-cli.ts';
import { useTable } from '../helpers/table.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const table = useTable();

interface Coverage {
  result: { url: string; functions: { functionName: string; ranges: { count: number }[] }[] }[];
}

/** The files whose code the command ran: in the bundle each is a function that has its path for a name. */
async function filesRunBy(argv: string[]): Promise<{ files: string[]; exitCode: number | null }> {
  const folder = await temporaryFolder();
  const env = { ...table.env, NODE_V8_COVERAGE: folder };
  const { exitCode } = await spawnCli(argv, { env, cwd: folder });
  const reports = (await readdir(folder)).filter((name) => name.startsWith('coverage-'));
  const files = new Set<string>();
  for (const report of reports) {
    const { result } = JSON.parse(await readFile(join(folder, report), 'utf8')) as Coverage;
    const functions = result
      .filter(({ url }) => url.endsWith('autodyne.cjs'))
      .flatMap((one) => one.functions);
    for (const { functionName, ranges } of functions)
      if (/^(src|node_modules)\//.test(functionName) && ranges[0]?.count) files.add(functionName);
  }
  return { files: [...files].sort(), exitCode };
}

describe('code for many bytes', () => {
  test.each<[string, string[]]>([
    ['put', ['{"id": "a"}']],
    ['get', ['a']],
    ['update', ['a', '--set', 'n=1']],
    ['delete', ['a']],
    ['describe', []],
  ])('is not run by %s', async (command, args) => {
    const { files, exitCode } = await filesRunBy([command, ...args]);
    expect(exitCode).toBe(0);
    expect(files).toContain(`src/commands/${command}.ts`);
    expect(files).toContain('src/lib/client/raw-sender.ts');
    expect(files.filter((file) => file.startsWith('src/lib/bulk/'))).toEqual([]);
  });

  test('is run by scan', async () => {
    const { files } = await filesRunBy(['scan', '--format', 'typed']);
    expect(files).toContain('src/lib/bulk/raw-pages.ts');
  });
});

describe('the code of the dashboard', () => {
  const ofDashboard = (files: readonly string[]): string[] =>
    files.filter((file) => /^src\/dashboard\/|^node_modules\/(hono|@hono|open)\//.test(file));

  test.each<[string, string[]]>([
    ['get', ['a']],
    ['usage', []],
    ['edit', ['absent']],
    ['local', ['--memory', '--port', '0', '--', 'true']],
  ])('is not run by %s', async (command, args) => {
    const { files } = await filesRunBy([command, ...args]);
    expect(files).toContain(`src/commands/${command}.ts`);
    expect(ofDashboard(files)).toEqual([]);
  });

  test('is run by dashboard', async () => {
    const { files } = await filesRunBy(['dashboard', '--no-open', '--table', 'absent']);
    expect(ofDashboard(files)).toContain('src/dashboard/open-dashboard.ts');
  });
});
