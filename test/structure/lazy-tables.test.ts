import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const src = fileURLToPath(new URL('../../src', import.meta.url));
/** Those that print a table each time they are run. */
const DRAWING = [
  'config/index.ts',
  'describe.ts',
  'doctor.ts',
  'index/create.ts',
  'index/list.ts',
  'index/wait.ts',
  'stats.ts',
  'usage.ts',
];

test('a command loads cli-table3 only where it always draws a table', async () => {
  const commands = readdirSync(join(src, 'commands'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  );
  const { metafile } = await build({
    entryPoints: commands.map((path) => join(src, 'commands', path)),
    absWorkingDir: src,
    outdir: 'unwritten',
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
  });
  const loads = (path: string, seen = new Set<string>()): boolean => {
    if (seen.has(path)) return false;
    seen.add(path);
    const imports = metafile.inputs[path]?.imports ?? [];
    return imports.some(
      ({ path: target, kind }) =>
        kind !== 'dynamic-import' && (target === 'cli-table3' || loads(target, seen)),
    );
  };
  expect(commands.filter((path) => loads(`commands/${path}`)).sort()).toEqual(DRAWING);
});
