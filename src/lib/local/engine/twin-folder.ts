import { commandText, pathArg } from '../../errors/command-text.ts';

/** In the current folder: for data and credentials of a twin, unless another folder is named. */
export const DEFAULT_TWIN_FOLDER = '.autodyne/local';

/** The meter's counts in a twin's folder; its lock is the one that every twin with a folder has. */
export const USAGE_FILE_NAME = 'usage.jsonl';

/** The command that concerns the twin of this folder, as a person would type it. */
export function localCommand(folder: string, ...args: readonly string[]): string {
  const data = folder === DEFAULT_TWIN_FOLDER ? [] : ['--data', pathArg(folder)];
  return commandText('local', ...data, ...args);
}
