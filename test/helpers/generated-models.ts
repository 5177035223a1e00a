import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { binaryEnv } from './spawn-cli.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** What the project's TypeScript says of an app's files, in a strict project; empty where they compile. */
export async function compile(folder: string, files: readonly string[]): Promise<string> {
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    module: 'NodeNext',
    target: 'ES2022',
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout } = await run(process.execPath, [tsc, '-p', folder]).catch(
    (error: { stdout: string }) => error,
  );
  return stdout;
}

/** Runs a module of an app, and returns what it hands to `report`. */
export async function runModule(
  folder: string,
  env: Record<string, string>,
  source: string,
): Promise<unknown> {
  const report = 'const report = (value) => process.stdout.write(JSON.stringify(value));\n';
  writeFileSync(join(folder, 'app.mjs'), report + source);
  const { stdout } = await run(process.execPath, ['app.mjs'], { cwd: folder, env: binaryEnv(env) });
  return JSON.parse(stdout) as unknown;
}
