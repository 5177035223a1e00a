import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runningOwner } from '../files/lock-file.ts';
import { readSmallFileSync } from '../files/read-small-file.ts';
import { isJsonObject, parseJson } from '../json/parse-json.ts';
import { missingIn, type ResolvedSettings } from '../settings/resolve-settings.ts';
import { DEFAULT_PREFIX } from '../settings/settings.ts';
import { lockFileOf } from './engine/data-lock.ts';
import { replacePrivateFile } from './engine/private-files.ts';
import { DEFAULT_TWIN_FOLDER, localCommand, USAGE_FILE_NAME } from './engine/twin-folder.ts';

/** The options of a twin that its clients notice. */
export interface TwinLimits {
  enginePath?: string | undefined;
  /** Another DynamoDB server, instead of the embedded engine. */
  backendUrl?: string | undefined;
  /** Until a new index is ACTIVE; short by default. */
  indexDelayMs?: number | undefined;
  /**
   * Request units of the plan in a calendar month: reported by the usage route, and the limit of {@link isThrottled}.
   */
  planUnits?: number | undefined;
  /** Refuse all item operations once the plan's units are used. */
  isThrottled?: boolean | undefined;
  /** The most read units, and write units, of a second; more is refused. */
  maxReadUnits?: number | undefined;
  maxWriteUnits?: number | undefined;
}

/** A twin that runs, as it describes itself in its folder. */
export interface RunningTwin {
  pid: number;
  port: number;
  region: string;
  /** It ends with the command that it was started for. */
  isForCommand: boolean;
  limits: TwinLimits;
}

/** Named after the kept facts, so that it is as private, and as ignored by git, as they are. */
const FILE_NAME = 'twin.json.running';
const MAX_BYTES = 64 * 1024;

/** Records that this process runs the twin of the folder. Returns the function that removes the record. */
export function recordRunning(folder: string, twin: Omit<RunningTwin, 'pid'>): () => void {
  const file = join(folder, FILE_NAME);
  replacePrivateFile(file, `${JSON.stringify({ pid: process.pid, ...twin })}\n`);
  return () => rmSync(file, { force: true });
}

/**
 * The twin that runs in the folder, in another process of this machine; `undefined` where there is none, or it is about
 * to start. Blocking, and small: it is asked where settings are missing.
 */
export function runningTwin(folder: string): RunningTwin | undefined {
  try {
    const record = parseJson(readSmallFileSync(join(folder, FILE_NAME), MAX_BYTES).toString());
    if (!isRecord(record)) return undefined;
    // Killed, it leaves its record behind; every twin with a folder has the lock of its usage.
    const owner = runningOwner(lockFileOf(join(folder, USAGE_FILE_NAME)));
    return owner?.pid === record.pid ? record : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is RunningTwin {
  if (!isJsonObject(value)) return false;
  const { pid, port, limits } = value as Partial<Record<keyof RunningTwin, unknown>>;
  return Number.isInteger(pid) && Number.isInteger(port) && isJsonObject(limits);
}

/**
 * The settings with the ways to use the twin that runs in the current folder, for the message about missing ones, where
 * one runs and some are missing.
 */
export function withWaysToTwin(resolved: ResolvedSettings): ResolvedSettings {
  if (missingIn(resolved).length === 0) return resolved;
  const running = runningTwin(DEFAULT_TWIN_FOLDER);
  if (running === undefined) return resolved;
  const command = (...args: string[]): string =>
    localCommand(DEFAULT_TWIN_FOLDER, ...prefixArgs(resolved.prefix), ...args);
  const waysOut = [
    `a local table of this folder is running (process ${running.pid}); to write its settings to .env: ${command('--write-env')}`,
    `or use it for one command: ${command('--', 'COMMAND')}`,
  ];
  return { ...resolved, waysOut };
}

/** The flag that selects the settings of an add-on. */
function prefixArgs(prefix: string): string[] {
  return prefix === DEFAULT_PREFIX ? [] : ['--as', prefix];
}
