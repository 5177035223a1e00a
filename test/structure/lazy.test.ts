import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Packages and files whose code runs before a command's own does: those of static imports, types apart. */
async function loadedBy(command: string): Promise<string[]> {
  const entry = `src/commands/${command}.ts`;
  const { metafile } = await build({
    entryPoints: [entry],
    absWorkingDir: root,
    outdir: 'unwritten',
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
    splitting: true,
  });
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
  visit(entry);
  expect(seen.size).toBeGreaterThan(10);
  return [...seen];
}

test.each(['get', 'describe', 'config/index', 'delete', 'put'])('%s loads no schema library', async (id) => {
  expect(await loadedBy(id)).not.toContain('valibot');
});

const commands = readdirSync(`${root}src/commands`, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.ts'),
);

test.each(commands)('%s takes from the schemas of results their types alone', async (path) => {
  const loaded = await loadedBy(path.replace(/\.ts$/, ''));
  expect(loaded.filter((file) => file.startsWith('src/cli/results/'))).toEqual([]);
});

test('a command that reads dumps does, so that this would be seen', async () => {
  expect(await loadedBy('dump/verify')).toContain('valibot');
});
