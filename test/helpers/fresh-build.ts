import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Before any test: builds `dist` when it is older than the sources, so that no test runs a stale binary. */
export function setup(): void {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  execFileSync(process.execPath, ['scripts/build.mjs', '--if-stale'], { cwd: root, stdio: 'inherit' });
}

/** After all of them: removes the state folder that `vitest.config.ts` names. */
export function teardown(): void {
  rmSync(join(tmpdir(), `autodyne-tests-${process.pid}`), { recursive: true, force: true });
}
