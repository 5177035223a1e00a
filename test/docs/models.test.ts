import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, expect, test } from 'vitest';
import { binaryEnv } from '../helpers/spawn-cli.ts';
import { useTable } from '../helpers/table.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
/** In the tree, since modules and types are looked for from there; git leaves it alone. */
const folder = join(root, 'node_modules/.cache/docs-models');

/** As the pages say that it is: the add-on's, with the index that Post declares. */
const table = useTable({
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'authorId', AttributeType: 'S' },
    { AttributeName: 'publishedAt', AttributeType: 'N' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byAuthor',
      KeySchema: [
        { AttributeName: 'authorId', KeyType: 'HASH' },
        { AttributeName: 'publishedAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The code of a page whose imports are ours, as one module: an expression with `// =>` is held to that value. */
function programOf(page: string): { source: string; checks: number } {
  const blocks = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code);
  const first = blocks.findIndex((code) => code.includes("'autodyne/model'"));
  let checks = 0;
  const code = (first === -1 ? [] : blocks.slice(first))
    .join('\n')
    .replaceAll("'autodyne/model'", "'../../../src/model.ts'")
    .replace(/^(?!\s*\/\/)(.*?); \/\/ => (.*)$/gm, (_line, expression: string, value: string) => {
      checks += 1;
      return `isDeepStrictEqual(${expression}, ${value}) || fail(${JSON.stringify(expression)}, ${expression});`;
    });
  const head = `import { inspect, isDeepStrictEqual } from 'node:util';
function fail(expression: string, value: unknown): never {
  throw new Error(expression + ' is ' + inspect(value));
}
`;
  return { source: `${head}${code}`, checks };
}

const PAGES = [
  ['docs/models.md', 20],
  ['README.md', 2],
] as const;

const programs = PAGES.map(([path, fewest]) => ({
  path,
  fewest,
  file: `${path.replace(/\W/g, '-')}.ts`,
  ...programOf(readFileSync(join(root, path), 'utf8')),
}));

mkdirSync(folder, { recursive: true });
for (const { file, source } of programs) writeFileSync(join(folder, file), source);

test('the code of all pages compiles', { timeout: 300_000 }, async () => {
  const config = {
    extends: '../../../tsconfig.json',
    compilerOptions: { types: ['node'], noUnusedLocals: false },
    files: programs.map(({ file }) => file),
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout } = await run(process.execPath, [tsc, '-p', folder]).catch(
    (error: { stdout: string }) => error,
  );
  expect(stdout).toBe('');
});

test.each(programs)('the code of $path does what it says', async ({ file, fewest, checks }) => {
  expect(checks).toBeGreaterThanOrEqual(fewest);
  const outfile = join(folder, file.replace(/ts$/, 'mjs'));
  await build({
    entryPoints: [join(folder, file)],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
  });
  const { stderr } = await run(process.execPath, [outfile], { cwd: folder, env: binaryEnv(table.env) });
  expect(stderr).toBe('');
});
