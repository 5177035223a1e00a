import { AutodyneError, type ErrorCode, isAutodyneError } from './autodyne-error.ts';

/** The message for each of the system's codes, and what may be done about it. */
const REASONS: Readonly<Record<string, { description: string; suggestion?: string }>> = {
  ENOSPC: { description: 'no space left on the disk', suggestion: 'free some space' },
  EDQUOT: { description: 'the disk quota is used up', suggestion: 'free some space' },
  EFBIG: { description: 'the file is larger than the limit', suggestion: 'raise the limit: ulimit -f' },
  EROFS: { description: 'the disk is read-only' },
  EACCES: { description: 'permission denied' },
  EPERM: { description: 'permission denied' },
  ENOENT: { description: 'no such folder' },
  ENOTDIR: { description: 'a part of this path is not a folder' },
  EIO: { description: 'disk I/O error' },
};

/**
 * The error for something that the system refuses to write. Any other error is returned untouched.
 * @param name what cannot be written: a path, or a phrase such as `temporary files in /tmp`
 * @param ways suggestions to add to those of the system's reason
 */
export function systemFailure(
  name: string,
  error: unknown,
  code: ErrorCode,
  ways: readonly string[] = [],
): unknown {
  const { code: reason, message } = error as NodeJS.ErrnoException;
  if (isAutodyneError(error) || reason === undefined) return error;
  const { description = message, suggestion } = REASONS[reason] ?? {};
  return new AutodyneError(code, `cannot write ${name}: ${description}`, {
    suggestions: [...(suggestion === undefined ? [] : [suggestion]), ...ways],
    details: { path: name, reason },
    cause: error,
  });
}
