import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

const commands = readdirSync(`${root}src/commands`, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => path.replace(/\.ts$/, ''));

const { metafile } = await build({
  entryPoints: [
    ...commands.map((command) => `src/commands/${command}.ts`),
    'src/lib/client/call-operation.ts',
    'src/lib/client/handed-in-client.ts',
    'src/model.ts',
  ],
  absWorkingDir: root,
  outdir: 'unwritten',
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  write: false,
  metafile: true,
});

/** Packages and files whose code runs before a command's own does: those of static imports, types apart. */
function loadedBy(command: string): string[] {
  return loadedByFile(`src/commands/${command}.ts`);
}

function loadedByFile(file: string): string[] {
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const found of metafile.inputs[path]?.imports ?? []) {
      if (found.kind === 'dynamic-import') continue;
      if (found.external === true) seen.add(found.path);
      else visit(found.path);
    }
  };
  visit(file);
  expect(seen.size).toBeGreaterThan(2);
  return [...seen];
}

test.each([
  ...commands.map((command) => `src/commands/${command}.ts`),
  'src/lib/client/call-operation.ts',
  'src/lib/client/handed-in-client.ts',
  'src/model.ts',
])('%s loads no part of the AWS SDK until a client is handed in', (file) => {
  expect(loadedByFile(file).filter((name) => name.startsWith('@aws-sdk/'))).toEqual([]);
});

test.each(['get', 'describe', 'config/index', 'delete', 'put'])('%s loads no schema library', (id) => {
  expect(loadedBy(id)).not.toContain('valibot');
});

test.each(commands)('%s takes from the schemas of results their types alone', (command) => {
  const loaded = loadedBy(command);
  expect(loaded.filter((file) => file.startsWith('src/cli/results/'))).toEqual([]);
});

test('a command that reads dumps does, so that this would be seen', () => {
  expect(loadedBy('dump/verify')).toContain('valibot');
});

/** Those that print a table each time they are run. */
const DRAWING = [
  'config/index',
  'describe',
  'doctor',
  'dump/list',
  'index/create',
  'index/list',
  'index/wait',
  'models/generate',
  'models/list',
  'stats',
  'usage',
];

test('a command loads cli-table3 only where it always draws a table', () => {
  expect(commands.filter((command) => loadedBy(command).includes('cli-table3')).sort()).toEqual(DRAWING);
});
