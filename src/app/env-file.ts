import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
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
    return { path, mode, variables: parseEnvText(readBounded(descriptor)) };
  } finally {
    closeSync(descriptor);
  }
}

/** What no settings file has. It may be a pipe, into which a keeper of secrets writes; a device never ends. */
const MAX_BYTES = 1024 * 1024;

function readBounded(descriptor: number): string {
  const memory = Buffer.alloc(MAX_BYTES + 1);
  let size = 0;
  for (;;) {
    const readBytes = readSync(descriptor, memory, size, memory.length - size, null);
    size += readBytes;
    if (size > MAX_BYTES) throw new Error('it has more than 1 MiB');
    if (readBytes === 0) return memory.toString('utf8', 0, size);
  }
}
