import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { AutodyneError } from '../lib/errors/autodyne-error.ts';
import { errorFacts } from '../lib/errors/from-aws-error.ts';
import { parseEnvText, type Variables } from '../lib/settings/env-file.ts';

export const DEFAULT_ENV_FILE = '.env';

/** A settings file that was read. */
export interface EnvFile {
  /** As it was asked for: `.env`, or what `--env-file` says. */
  path: string;
  variables: Variables;
  /** The file's permission bits. */
  mode: number;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
};

/**
 * Reads `.env` in the current folder, or the file at `path`. A missing `.env` is no settings; a missing file that
 * was asked for is an error.
 * @throws AutodyneError `InvalidSettings`.
 */
export function readEnvFile(path?: string): EnvFile | undefined {
  try {
    return readWhole(path ?? DEFAULT_ENV_FILE);
  } catch (error) {
    const { code, message } = errorFacts(error);
    if (path === undefined && (code === 'ENOENT' || code === 'EISDIR')) return undefined;
    const reason = REASONS[code ?? ''] ?? code ?? message;
    throw new AutodyneError(
      'InvalidSettings',
      `cannot read the settings file ${path ?? DEFAULT_ENV_FILE}: ${reason}`,
      {
        cause: error,
      },
    );
  }
}

function readWhole(path: string): EnvFile {
  const descriptor = openSync(path, 'r');
  try {
    const mode = fstatSync(descriptor).mode & 0o777;
    return { path, mode, variables: parseEnvText(readFileSync(descriptor, 'utf8')) };
  } finally {
    closeSync(descriptor);
  }
}
