import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own for one test; gone when its scope ends (`using folder = tempFolder()`). */
export interface TempFolder {
  readonly path: string;
  at(name: string): string;
  write(name: string, text: string, mode?: number): string;
  [Symbol.dispose](): void;
}

export function tempFolder(): TempFolder {
  const path = mkdtempSync(join(tmpdir(), 'autodyne-test-'));
  const at = (name: string): string => join(path, name);
  return {
    path,
    at,
    write(name, text, mode = 0o600) {
      writeFileSync(at(name), text);
      chmodSync(at(name), mode);
      return at(name);
    },
    [Symbol.dispose]() {
      rmSync(path, { recursive: true, force: true });
    },
  };
}
