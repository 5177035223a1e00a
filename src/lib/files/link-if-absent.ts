import { constants, copyFileSync, linkSync, rmSync } from 'node:fs';
import { errorFacts } from '../errors/from-aws-error.ts';

/**
 * Gives a file a second name, unless that name exists. Where there are no hard links, it is a copy.
 * @returns false where the name exists
 * @throws the system's error
 */
export function linkIfAbsent(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (errorFacts(error).code === 'EEXIST') return false;
    // File systems without hard links (shared folders of virtual machines): a copy instead.
    if (['EPERM', 'ENOTSUP', 'ENOSYS'].includes(errorFacts(error).code ?? '')) return copyIfAbsent(from, to);
    throw error;
  }
}

function copyIfAbsent(from: string, to: string): boolean {
  try {
    copyFileSync(from, to, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (errorFacts(error).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Renames a file, unless the new name exists: unlike the system's own renaming, which replaces it.
 * @returns false where the name exists
 * @throws the system's error
 */
export function moveIfAbsent(from: string, to: string): boolean {
  if (!linkIfAbsent(from, to)) return false;
  rmSync(from, { force: true });
  return true;
}
