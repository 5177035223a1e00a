import { spawnSync } from 'node:child_process';
import { dirname, resolve } from 'node:path';

/** `undefined` if the file is not in a work tree, git is not installed, or git does not end within `timeoutMs`. */
export function isTrackedByGit(file: string, timeoutMs = GIT_MS): boolean | undefined {
  // By default, ls-files takes a path as a pattern.
  const status = runGit(resolve(file), ['--literal-pathspecs', 'ls-files', '--error-unmatch'], timeoutMs);
  return status === 0 ? true : status === 1 ? false : undefined;
}

/**
 * `undefined` if the file is not in a work tree, or git is not installed; `false` if git does not end (a `.gitignore` can be
 * a named pipe).
 */
export function isIgnoredByGit(file: string): boolean | undefined {
  const status = runGit(resolve(file), ['check-ignore', '--quiet', '--no-index'], GIT_MS);
  if (status === 'hangs') return false;
  return status === 0 ? true : status === 1 ? false : undefined;
}

/** Longer than git takes for one file, also on a slow disk. */
const GIT_MS = 5_000;

/** The config of a repository can name a program that git would run: not by us. */
const NO_PROGRAM = ['-c', 'core.fsmonitor=false'];

/** Runs git on one file. Returns its exit code; -1 if it could not be run. */
function runGit(path: string, args: string[], timeout: number): number | 'hangs' {
  const options = { cwd: dirname(path), stdio: 'ignore', timeout, killSignal: 'SIGKILL' } as const;
  const { status, error } = spawnSync('git', [...NO_PROGRAM, ...args, '--', path], options);
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ETIMEDOUT' ? 'hangs' : (status ?? -1);
}
