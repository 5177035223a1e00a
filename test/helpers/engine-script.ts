import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findEngine } from '../../src/lib/local/engine/find-engine.ts';

/** An executable that becomes the embedded engine, and can be killed as such. */
export interface KillableEngine {
  path: string;
  /** Ends the engine that runs now as a crash does. */
  kill(): void;
}

/** Makes the executable in `folder`; `before` is shell script that it runs first, at each start. */
export function killableEngine(folder: string, before = ''): KillableEngine {
  const path = join(folder, 'killable-engine');
  const pidFile = `${path}.pid`;
  writeFileSync(path, `#!/bin/sh\n${before}\necho $$ > ${pidFile}\nexec ${findEngine()} "$@"\n`, {
    mode: 0o755,
  });
  return { path, kill: () => process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL') };
}
