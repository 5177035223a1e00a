import { AutodyneError } from '../errors/autodyne-error.ts';
import { isUrl, readUrlSuggestions } from './url-path.ts';

/** The messages for the system's codes. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a part of this path is not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'its symbolic links form a loop',
  EIO: 'disk I/O error',
};

/** The error for a file or folder that the system cannot read. */
export function readFailure(path: string, error: unknown): AutodyneError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new AutodyneError('InvalidInput', `cannot read ${path}: ${REASONS[code] ?? message}`, {
    suggestions: code === 'ENOENT' && isUrl(path) ? readUrlSuggestions(path) : [],
    cause: error,
  });
}
