import type { ErrorCode } from '../errors/autodyne-error.ts';
import { systemFailure } from '../errors/system-failure.ts';
import { PARTIAL_SUFFIX } from './archive-layout.ts';

/**
 * The error for a file that cannot be written. Any error that is not the system's is returned untouched.
 * @param code `Incomplete`, unless nothing at all was done yet
 * @param ways suggestions to add to those of the system's reason
 */
export function writeFailure(
  path: string,
  error: unknown,
  code: ErrorCode = 'Incomplete',
  ways: readonly string[] = [],
): unknown {
  const name = path.endsWith(PARTIAL_SUFFIX) ? path.slice(0, -PARTIAL_SUFFIX.length) : path;
  return systemFailure(name, error, code, ways);
}

/**
 * Runs a function that writes `path`.
 * @throws AutodyneError `Incomplete` where the system fails, see {@link writeFailure}.
 */
export async function writing<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw writeFailure(path, error);
  }
}
