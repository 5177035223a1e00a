import type { ErrorCode } from '../errors/autodyne-error.ts';
import { systemFailure } from '../errors/system-failure.ts';
import { PARTIAL_SUFFIX } from './archive-layout.ts';

/**
 * What a person is told when a file cannot be written. Anything but an error of the system passes through.
 * @param code `Incomplete`, unless nothing at all was done yet
 * @param ways what may be done about it, beside what the reason says
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

/** Runs what writes `path`. @throws AutodyneError `Incomplete` where the system fails, see {@link writeFailure}. */
export async function writing<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw writeFailure(path, error);
  }
}
