import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { AutodyneError } from '../lib/errors/autodyne-error.ts';
import { errorFacts } from '../lib/errors/from-aws-error.ts';
import { parseEnvText, type Variables } from '../lib/settings/env-file.ts';

export const DEFAULT_ENV_FILE = '.env';

export interface EnvFile {
  /** `.env`, or the path as it was given. */
  path: string;
  variables: Variables;
  /** The permission bits of the file. */
  mode: number;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
};

/**
 * Reads `.env` in the current folder, or the file at `path`. A missing `.env` means no settings; a missing file at `path` is
 * an error. The file can be a pipe, into which a password manager writes when it is opened.
 * @throws AutodyneError `InvalidSettings`.
 */
export function readEnvFile(
  path?: string,
  { patienceMs = PATIENCE_MS }: { patienceMs?: number } = {},
): EnvFile | undefined {
  try {
    return readWhole(path ?? DEFAULT_ENV_FILE, patienceMs);
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

/** Larger than any settings file. Needed because a device never ends. */
export const MAX_ENV_FILE_BYTES = 1024 * 1024;

/** Enough time for a person to allow a password manager to write. */
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 20;

function readWhole(path: string, patienceMs: number): EnvFile {
  // Opening a named pipe would block until another process opens it, and only a signal could end that.
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(descriptor);
    const reader = new PatientReader(descriptor, patienceMs, !(stats.isFIFO() && isNamed(path)));
    return { path, mode: stats.mode & 0o777, variables: parseEnvText(reader.readWhole()) };
  } finally {
    closeSync(descriptor);
  }
}

/** True for a named pipe; false for a pipe of the shell, such as `<(command)`. */
function isNamed(path: string): boolean {
  try {
    return lstatSync(realpathSync.native(path)).isFIFO();
  } catch {
    return false;
  }
}

/** Reads a file that may be a pipe, whose content can arrive late. */
class PatientReader {
  readonly #descriptor: number;
  readonly #patienceMs: number;
  /** Before another process opens a named pipe for writing, reading returns 0 bytes, which is not its end. */
  #hasBegun: boolean;

  constructor(descriptor: number, patienceMs: number, hasBegun: boolean) {
    this.#descriptor = descriptor;
    this.#patienceMs = patienceMs;
    this.#hasBegun = hasBegun;
  }

  readWhole(): string {
    const memory = Buffer.alloc(MAX_ENV_FILE_BYTES + 1);
    const deadline = Date.now() + this.#patienceMs;
    for (let size = 0; ; ) {
      const readBytes = this.#read(memory, size);
      if (readBytes === 0) return memory.toString('utf8', 0, size);
      if (readBytes !== undefined) size += readBytes;
      else if (Date.now() < deadline) sleep(LOOK_EVERY_MS);
      else throw tooLate(this.#patienceMs);
      if (size > MAX_ENV_FILE_BYTES) throw new Error('it is larger than 1 MiB');
    }
  }

  /** The number of bytes read: 0 at the end, `undefined` if more can still arrive. */
  #read(memory: Buffer, from: number): number | undefined {
    try {
      const size = readSync(this.#descriptor, memory, from, memory.length - from, null);
      this.#hasBegun ||= size > 0;
      return this.#hasBegun ? size : undefined;
    } catch (error) {
      if (errorFacts(error).code !== 'EAGAIN') throw error;
      this.#hasBegun = true;
      return undefined;
    }
  }
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function tooLate(patienceMs: number): Error {
  const seconds = patienceMs / 1000;
  const unit = seconds === 1 ? 'second' : 'seconds';
  return new Error(`it is a named pipe, and its content did not arrive within ${seconds} ${unit}`);
}
