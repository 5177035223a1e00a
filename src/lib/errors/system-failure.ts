import { AutodyneError, type ErrorCode, isAutodyneError } from './autodyne-error.ts';

/** The system's codes, in words, and what may be done about it. */
const REASONS: Readonly<Record<string, { words: string; suggestion?: string }>> = {
  ENOSPC: { words: 'no space left on the disk', suggestion: 'free some space' },
  EDQUOT: { words: 'the disk quota is used up', suggestion: 'free some space' },
  EFBIG: { words: 'the file is larger than the limit', suggestion: 'raise the limit: ulimit -f' },
  EROFS: { words: 'the disk is read-only' },
  EACCES: { words: 'permission denied' },
  EPERM: { words: 'permission denied' },
  ENOENT: { words: 'no such folder' },
  ENOTDIR: { words: 'something in this path is not a folder' },
  EIO: { words: 'disk I/O error' },
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
  const { words = message, suggestion } = REASONS[reason] ?? {};
  return new AutodyneError(code, `cannot write ${name}: ${words}`, {
    suggestions: [...(suggestion === undefined ? [] : [suggestion]), ...ways],
    details: { path: name, reason },
    cause: error,
  });
}
