import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Packages whose code runs before a command's own does: those of static imports, types apart. */
async function packagesLoadedBy(command: string): Promise<string[]> {
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
  const packages = new Set<string>();
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const found of metafile.inputs[path]?.imports ?? []) {
      if (found.kind === 'dynamic-import') continue;
      if (found.external === true) packages.add(found.path);
      else visit(found.path);
    }
  };
  visit(entry);
  expect(seen.size).toBeGreaterThan(10);
  return [...packages].filter((name) => !name.startsWith('node:')).sort();
}

test.each(['get', 'describe', 'config/index', 'delete', 'put'])('%s loads no schema library', async (id) => {
  expect(await packagesLoadedBy(id)).not.toContain('valibot');
});

test('a command that reads dumps does, so that this would be seen', async () => {
  expect(await packagesLoadedBy('dump/verify')).toContain('valibot');
});
