import { existsSync } from 'node:fs';
import { MAX_ENV_FILE_BYTES } from '../../app/env-file.ts';
import { readSmallFileSync } from '../../lib/files/read-small-file.ts';
import { localCommand } from '../../lib/local/engine/twin-folder.ts';
import { isLocalKey } from '../../lib/local/new-credentials.ts';
import { parseEnvText, type Variables } from '../../lib/settings/env-file.ts';
import { ask, canAsk } from '../command/ask.ts';
import { gitWarnings } from '../command/settings.ts';
import { writeEnvFile } from '../system/write-env-file.ts';

/** The config vars of a twin, and the settings file that they may be written to. */
export interface TwinSettings {
  variables: Variables;
  path: string;
  /** The twin's folder; `undefined` in memory. */
  folder: string | undefined;
  note(line: string): void;
  warning(line: string): void;
}

export interface EnvOffer extends TwinSettings {
  /** `false` where nobody is to be asked: `--json`, or the person has declined before. */
  mayAsk: boolean;
}

/** Writes the config vars to the settings file, and says so. */
export function writeTwinSettings({ variables, path, note, warning }: TwinSettings): void {
  const { gitignore } = writeEnvFile(path, variables);
  note(`wrote the ${Object.keys(variables).length} config vars to ${path}`);
  if (gitignore !== undefined) note(`added ${path} to ${gitignore}`);
  for (const line of gitWarnings(path)) warning(line);
}

/**
 * Asks on a terminal whether to write the config vars to the settings file, where no command would find them yet. Settings
 * of another table are not replaced, nor asked about. Says what follows if they are not written.
 * @returns `declined` if the person has said no
 */
export async function offerEnvFile(offer: EnvOffer, signal: AbortSignal): Promise<'declined' | undefined> {
  const { path, folder, note } = offer;
  const readers = readersOf(offer);
  if (readers === 'these') return undefined;
  if (readers !== 'nothing') {
    const way = folder === undefined ? '' : `; for one command with this table: ${commandWith(folder)}`;
    note(`commands here use another table, by the settings in ${readers}${way}`);
    return undefined;
  }
  let typed: string | undefined;
  if (offer.mayAsk && canAsk() && process.stdout.isTTY) {
    typed = await ask(`Write these settings to ${path}, where every command finds them? [Y/n] `, signal);
    if (signal.aborted) return undefined;
    if (typed !== undefined && /^\s*(y(es)?)?\s*$/i.test(typed)) {
      writeTwinSettings(offer);
      return undefined;
    }
  }
  const way =
    folder === undefined
      ? `start it with --write-env to have them in ${path}`
      : `to write them to ${path}: ${localCommand(folder, '--write-env')}`;
  note(`nothing reads these yet; ${way}`);
  return typed === undefined ? undefined : 'declined';
}

function commandWith(folder: string): string {
  return localCommand(folder, '--', 'COMMAND');
}

/**
 * Where commands in this folder take their settings from: `these` are the twin's, `nothing` if there are none yet, or those
 * of an earlier start of a twin; else the place of another table's.
 */
function readersOf({ variables, path }: TwinSettings): string {
  const inFile = variablesIn(path);
  const differing = Object.entries(variables).filter(
    ([name, value]) => (process.env[name] ?? inFile?.[name]) !== value,
  );
  if (differing.length === 0) return 'these';
  if (differing.some(([name]) => process.env[name])) return 'the environment';
  const other = differing.filter(([name]) => inFile?.[name]);
  if (other.length === 0) return 'nothing';
  const keyName = Object.keys(variables).find((name) => name.endsWith('_AWS_ACCESS_KEY_ID')) ?? '';
  return isLocalKey(inFile?.[keyName] ?? '') ? 'nothing' : path;
}

/** `undefined` where there is no such file, or it is none to be looked into, such as a password manager's pipe. */
function variablesIn(path: string): Variables | undefined {
  try {
    return existsSync(path)
      ? parseEnvText(readSmallFileSync(path, MAX_ENV_FILE_BYTES).toString())
      : undefined;
  } catch {
    return undefined;
  }
}
