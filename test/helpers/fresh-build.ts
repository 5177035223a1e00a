import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Before any test: builds `dist` when it is older than the sources, so that no test runs a stale binary. */
export function setup(): void {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  execFileSync(process.execPath, ['scripts/build.mjs', '--if-stale'], { cwd: root, stdio: 'inherit' });
}
