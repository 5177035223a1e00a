import { closeSync, constants, fstatSync, openSync, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { errorFacts } from '../errors/from-aws-error.ts';

const FOLDER = 'a folder';
const PIPE = 'a named pipe';
const LINK = 'a symbolic link';

export interface OpenRegularOptions {
  /** As in `node:fs`'s constants; read-only by default. */
  flags?: number;
  /** The mode of a file that is created. */
  mode?: number;
  /** The name that the person knows; the path by default. */
  name?: string;
  /** The path had no links when it was resolved, so that a link in it now is new and not followed. */
  isRealPath?: boolean;
}

/**
 * Opens a regular file: it is checked after it was opened, so that the file in use is the file that was checked,
 * whatever replaces it meanwhile. A named pipe is not waited for, and a device not read.
 * @throws AutodyneError `InvalidInput` for what is no regular file; the system's error where it cannot be opened.
 */
export async function openRegular(path: string, options: OpenRegularOptions = {}): Promise<FileHandle> {
  const { name = path, mode = 0o600 } = options;
  const file = await open(path, openFlags(options), mode).catch((error: unknown) => {
    throw irregularOnOpening(error, name, options) ?? error;
  });
  try {
    assertRegular(await file.stat(), name);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** As {@link openRegular}, blocking: the file's descriptor. */
export function openRegularSync(path: string, options: OpenRegularOptions = {}): number {
  const { name = path, mode = 0o600 } = options;
  let descriptor: number;
  try {
    descriptor = openSync(path, openFlags(options), mode);
  } catch (error) {
    throw irregularOnOpening(error, name, options) ?? error;
  }
  try {
    assertRegular(fstatSync(descriptor), name);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** The kind of a file that is not regular, for messages; `undefined` for a regular one. */
export function irregularKind(stats: Stats): string | undefined {
  if (stats.isFile()) return undefined;
  if (stats.isDirectory()) return FOLDER;
  if (stats.isFIFO()) return PIPE;
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}

/** The error for a file that is not regular. */
export function irregular(name: string, kind: string): AutodyneError {
  return new AutodyneError(
    'InvalidInput',
    `cannot read ${name}: it is ${kind}${kind === FOLDER ? '' : ', not a regular file'}`,
  );
}

/** Without the flag, opening a named pipe waits until another process opens its other end. Windows has none of this. */
function openFlags({ flags = constants.O_RDONLY, isRealPath = false }: OpenRegularOptions): number {
  return flags | (constants.O_NONBLOCK ?? 0) | (isRealPath ? (constants.O_NOFOLLOW ?? 0) : 0);
}

function irregularOnOpening(
  error: unknown,
  name: string,
  { flags = constants.O_RDONLY, isRealPath }: OpenRegularOptions,
): AutodyneError | undefined {
  const { code } = errorFacts(error);
  // So does a socket, and a pipe that is to be written and has no reader.
  if (code === 'ENXIO') return irregular(name, flags & constants.O_WRONLY ? PIPE : 'a socket');
  if (code === 'EISDIR') return irregular(name, FOLDER);
  return code === 'ELOOP' && isRealPath ? irregular(name, LINK) : undefined;
}

function assertRegular(stats: Stats, name: string): void {
  const kind = irregularKind(stats);
  if (kind !== undefined) throw irregular(name, kind);
}
