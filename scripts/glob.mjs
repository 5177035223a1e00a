import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Files below `folder` whose names end with `ending`, sorted. (Node has `fs.globSync` from version 22.) */
export function globSync(folder, ending) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}
