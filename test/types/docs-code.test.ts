import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { writePagePrograms } from '../helpers/page-programs.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const { folder, programs } = writePagePrograms('docs-types');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the code of all pages compiles', { timeout: 300_000 }, async () => {
  const config = {
    extends: '../../../tsconfig.json',
    // Pages are read by apps whose rules are fewer than ours.
    compilerOptions: { types: ['node'], noUnusedLocals: false, noPropertyAccessFromIndexSignature: false },
    files: programs.map(({ file }) => file),
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout } = await run(process.execPath, [tsc, '-p', folder]).catch(
    (error: { stdout: string }) => error,
  );
  expect(stdout).toBe('');
});
