import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, realpathSync } from 'node:fs';
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
  ENOENT: 'no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
};

/**
 * Reads `.env` in the current folder, or the file at `path`. A missing `.env` is no settings; a missing file that
 * was asked for is an error. It may be a pipe, into which a keeper of secrets writes once it is asked.
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

/** What no settings file has. A device never ends. */
export const MAX_ENV_FILE_BYTES = 1024 * 1024;

/** As long as a person takes to let a keeper of secrets write. */
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 20;

function readWhole(path: string, patienceMs: number): EnvFile {
  // Not waiting on opening, which nothing could end but a signal.
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(descriptor);
    const reader = new PatientReader(descriptor, patienceMs, !(stats.isFIFO() && isNamed(path)));
    return { path, mode: stats.mode & 0o777, variables: parseEnvText(reader.readWhole()) };
  } finally {
    closeSync(descriptor);
  }
}

/** Whether a pipe is a file of its own, and not one of a shell's, such as that of `<(command)`. */
function isNamed(path: string): boolean {
  try {
    return lstatSync(realpathSync.native(path)).isFIFO();
  } catch {
    return false;
  }
}

/** Reads what may come late, if it is a pipe. */
class PatientReader {
  readonly #descriptor: number;
  readonly #patienceMs: number;
  /** Until somebody opened a named pipe to write, it has no end that would tell anything. */
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

  /** How many bytes came: 0 at the end, undefined where they are still to come. */
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
