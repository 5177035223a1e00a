import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorFacts } from '../errors/from-aws-error.ts';

/**
 * Creates a folder and its parents, private to their owner, up to `base` and the two above that (`.local/state`), but
 * no others: a home that does not exist, such as the `/nonexistent` of system users, is not created. (Node's own
 * recursive way never returns for some, such as `/proc/x`.)
 * @throws Error where it cannot be created, or root would create it in the folder of a user, who could not write there
 *   afterwards
 */
export function makeStateFolder(base: string, folder: string): void {
  const top = dirname(dirname(dirname(base)));
  const missing: string[] = [];
  for (let path = folder; path !== top && !isThere(path); path = dirname(path)) missing.unshift(path);
  for (const path of missing) {
    assertNotOfUser(dirname(path));
    try {
      mkdirSync(path, { mode: 0o700 });
    } catch (error) {
      // Another process may have created it first.
      if (errorFacts(error).code !== 'EEXIST') throw error;
    }
  }
}

/** @throws Error where root would create something in the folder of a user */
export function assertNotOfUser(folder: string): void {
  if (process.getuid?.() === 0 && statSync(folder).uid !== 0)
    throw new Error(`${folder} belongs to a user, and this process runs as root`);
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
