import { readdir, readFile, writeFile } from 'node:fs/promises';
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

/** The parts of Node that the process has loaded when it ends. */
async function partsOfNodeLoadedBy(argv: string[]): Promise<string[]> {
  const folder = await temporaryFolder();
  const script = join(folder, 'list.cjs');
  const list = join(folder, 'list.txt');
  await writeFile(
    script,
    `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(list)}, process.moduleLoadList.join('\\n')));`,
  );
  const env = { ...table.env, NODE_OPTIONS: `--require ${script}` };
  await spawnCli(argv, { env, cwd: folder });
  const lines = (await readFile(list, 'utf8')).split('\n');
  return lines.flatMap((line) => /^NativeModule ((?!internal).+)$/.exec(line)?.[1] ?? []);
}

/** Of the framework, what runs of it in every command. */
const FRAMEWORK = [
  'args.js',
  'cache.js',
  'command.js',
  'config/config.js',
  'config/index.js',
  'config/util.js',
  'flags.js',
  'help/util.js',
  'logger.js',
  'parser/index.js',
  'parser/parse.js',
  'parser/validate.js',
  'performance.js',
  'settings.js',
  'util/aggregate-flags.js',
  'util/util.js',
];

describe('the start of a small command', () => {
  const framework = 'node_modules/@oclif/core/lib/';
  const ofFramework = (files: readonly string[]): string[] =>
    files.filter((file) => file.startsWith(framework)).map((file) => file.slice(framework.length));

  test.each<[string, string[]]>([
    ['put', ['{"id": "a"}']],
    ['get', ['a']],
    ['update', ['a', '--set', 'n:=1']],
    ['copy', ['a', '--to', 'b', '--dry-run']],
    ['delete', ['a']],
    ['sql', ["SELECT * FROM {table} WHERE id = 'a'"]],
    ['transact', ['[{"Delete": {"Key": {"id": "a"}}}]']],
    ['shell', []],
    ['config', []],
    ['dump list', []],
    ['dump', ['--estimate']],
    ['index list', []],
  ])('runs of the framework only what %s uses', async (command, args) => {
    const { files, exitCode } = await filesRunBy([...command.split(' '), ...args]);
    expect(exitCode).toBe(0);
    expect(ofFramework(files)).toEqual(FRAMEWORK);
  });

  test('runs no more of other packages than this', async () => {
    const { files } = await filesRunBy(['get', '{"id": "absent"}']);
    const packages = files.flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []);
    expect([...new Set(packages)]).toEqual([
      '@oclif/core',
      '@smithy/core',
      'chalk',
      'dotenv',
      'fastest-levenshtein',
      'jsonc-parser',
      'proxy-from-env',
    ]);
  });

  test('loads no part of Node for processes, threads and TLS', async () => {
    const loaded = await partsOfNodeLoadedBy(['get', '{"id": "absent"}']);
    expect(loaded).toContain('http');
    for (const part of ['assert', 'child_process', 'https', 'readline', 'tls', 'worker_threads'])
      expect(loaded).not.toContain(part);
  });

  test('is told from that of commands that use them', async () => {
    const { files } = await filesRunBy(['help']);
    expect(ofFramework(files)).toContain('config/plugin-loader.js');
    const loaded = await partsOfNodeLoadedBy(['local', '--memory', '--port', '0', '--', 'true']);
    expect(loaded).toContain('child_process');
  });
});

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

describe('code for dumps, CSV and tables', () => {
  const PACKAGES = /^node_modules\/(valibot|csv-stringify|cli-table3|yaml)\//;
  const ofFiles = (files: readonly string[]): string[] =>
    files.filter(
      (file) => /^src\/lib\/(sources|offline|csv|digest|dump)\//.test(file) || PACKAGES.test(file),
    );

  test.each<[string, string[]]>([
    ['query', ['id=a', '--format', 'plain']],
    ['scan', ['--format', 'typed']],
    ['sql', ['SELECT * FROM {table}', '--format', 'plain']],
    ['delete', ['--where', 'n:=7', '--dry-run']],
    ['transact', ['[{"Put": {"Item": {"id": "a"}}}]']],
    ['copy', ['a', '--to', 'b', '--force']],
    ['move', ['b', '--to', 'c', '--force']],
    ['shell', []],
  ])('is not run by %s', async (command, args) => {
    const { files, exitCode } = await filesRunBy([command, ...args]);
    expect(exitCode).toBe(0);
    expect(files).toContain(`src/commands/${command}.ts`);
    expect(ofFiles(files)).toEqual([]);
  });

  test('is run for CSV', async () => {
    const { files } = await filesRunBy(['scan', '--format', 'csv']);
    expect(ofFiles(files)).toContain('src/lib/csv/csv-writer.ts');
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
