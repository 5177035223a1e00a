import { createHash } from 'node:crypto';
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeStateFolder } from '../../lib/files/make-state-folder.ts';
import { readSmallFileSync } from '../../lib/files/read-small-file.ts';

/** Names are asked for again after this time: an index that was just created is soon offered. */
const FRESH_MS = 20_000;

/** One line for each index name of a table: 20 of 255 bytes, and those of local indexes. */
const MAX_BYTES = 16 * 1024;

/** The table whose index names are kept. */
export interface IndexNamesTable {
  /** `$XDG_STATE_HOME/autodyne`; `undefined` if there is none: then nothing is kept. */
  stateFolder: string | undefined;
  endpointUrl: string;
  region: string;
  tableName: string;
  /** Others may see other tables at the same endpoint. */
  accessKeyId: string;
}

/**
 * The index names of a table, for a shell that waits for them: those of the last 20 seconds, else the response of `ask`,
 * else older ones. A failure is kept as well, so that not each press of the Tab key waits for a server that does not
 * respond. Never throws.
 */
export async function keptIndexNames(
  table: IndexNamesTable,
  ask: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const path = pathOf(table);
  const kept = path === undefined ? undefined : readKept(path);
  if (kept?.isFresh) return kept.names;
  const names = await ask().catch(() => kept?.names ?? []);
  if (path !== undefined && table.stateFolder !== undefined) keep(table.stateFolder, path, names);
  return names;
}

function pathOf({ stateFolder, endpointUrl, region, tableName, accessKeyId }: IndexNamesTable) {
  if (stateFolder === undefined) return undefined;
  const identity = JSON.stringify([endpointUrl, region, tableName, accessKeyId]);
  return join(stateFolder, 'index-names', createHash('sha256').update(identity).digest('hex').slice(0, 32));
}

function readKept(path: string): { names: string[]; isFresh: boolean } | undefined {
  try {
    const ageMs = Date.now() - statSync(path).mtimeMs;
    const names = readSmallFileSync(path, MAX_BYTES).toString().split('\n').filter(isIndexName);
    return { names, isFresh: ageMs >= 0 && ageMs < FRESH_MS };
  } catch {
    return undefined;
  }
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
function isIndexName(text: string): boolean {
  return /^[\w.-]{3,255}$/.test(text);
}

function keep(stateFolder: string, path: string, names: readonly string[]): void {
  const temporary = `${path}.${process.pid}`;
  try {
    makeStateFolder(stateFolder, join(stateFolder, 'index-names'));
    writeFileSync(temporary, names.map((name) => `${name}\n`).join(''), { mode: 0o600, flag: 'wx' });
    renameSync(temporary, path);
  } catch {
    // Without a cache, each press of the key asks.
    removeQuietly(temporary);
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // A part of the path is no folder.
  }
}
