import { AutodyneError, type ErrorCode, isAutodyneError } from './autodyne-error.ts';

/** The system's codes, in words, and what may be done about it. */
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
 * What a person is told when the system cannot write something. Anything but an error of the system passes through.
 * @param name what cannot be written: a path, or words
 * @param ways what may be done about it, beside what the reason says
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
