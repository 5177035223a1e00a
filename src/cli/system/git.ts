import { spawnSync } from 'node:child_process';
import { dirname, resolve } from 'node:path';

/** Whether git tracks `file`; `undefined` when it is in no work tree, or there is no git to ask, or git does not end. */
export function isTrackedByGit(file: string, timeoutMs = GIT_MS): boolean | undefined {
  // Of itself, ls-files takes a path for a pattern.
  const status = runGit(resolve(file), ['--literal-pathspecs', 'ls-files', '--error-unmatch'], timeoutMs);
  return status === 0 ? true : status === 1 ? false : undefined;
}

/**
 * Whether git would leave `file` out; `undefined` when it is in no work tree, or there is no git to ask. One that does not
 * end, as where a `.gitignore` is a named pipe, leaves nothing out.
 */
export function isIgnoredByGit(file: string): boolean | undefined {
  const status = runGit(resolve(file), ['check-ignore', '--quiet', '--no-index'], GIT_MS);
  if (status === 'hangs') return false;
  return status === 0 ? true : status === 1 ? false : undefined;
}

/** Longer than git takes for one file, wherever it is. */
const GIT_MS = 5_000;

/** A repository may name a program of its own, to be run by whoever looks at it. */
const NO_PROGRAM = ['-c', 'core.fsmonitor=false'];

/** Runs git on one file, and returns its exit code; -1 when it did not run. */
function runGit(path: string, args: string[], timeout: number): number | 'hangs' {
  const options = { cwd: dirname(path), stdio: 'ignore', timeout, killSignal: 'SIGKILL' } as const;
  const { status, error } = spawnSync('git', [...NO_PROGRAM, ...args, '--', path], options);
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ETIMEDOUT' ? 'hangs' : (status ?? -1);
}
