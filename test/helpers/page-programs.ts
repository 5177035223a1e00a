import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The pages whose code is run, and how many of its expressions are held to a value, at least. */
const PAGES = [
  ['docs/models.md', 20],
  ['README.md', 3],
] as const;

/** The code of a page, in a file. */
export interface PageProgram {
  path: string;
  fewest: number;
  file: string;
  checks: number;
}

/** The code of a page whose imports are ours, as one module: an expression with `// =>` is held to that value. */
function programOf(page: string): { source: string; checks: number } {
  const blocks = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code);
  const first = blocks.findIndex((code) => /'autodyne(?:\/model)?'/.test(code));
  let checks = 0;
  const code = (first === -1 ? [] : blocks.slice(first))
    .join('\n')
    .replaceAll("'autodyne'", "'../../../src/index.ts'")
    .replaceAll("'autodyne/model'", "'../../../src/model.ts'")
    .replaceAll("'autodyne/testing'", "'../../../src/testing.ts'")
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

/** Writes the code of each page to a folder in the tree, since modules and types are looked for from there; git leaves it alone. */
export function writePagePrograms(name: string): { folder: string; programs: PageProgram[] } {
  const folder = join(root, 'node_modules/.cache', name);
  mkdirSync(folder, { recursive: true });
  const programs = PAGES.map(([path, fewest]) => {
    const { source, checks } = programOf(readFileSync(join(root, path), 'utf8'));
    const file = `${path.replace(/\W/g, '-')}.ts`;
    writeFileSync(join(folder, file), source);
    return { path, fewest, file, checks };
  });
  return { folder, programs };
}
