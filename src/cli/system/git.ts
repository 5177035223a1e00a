import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { isTooLarge, readSmallFileSync } from '../../lib/files/read-small-file.ts';

/** A git work tree: its top folder, and the folder where git keeps its index. */
interface WorkTree {
  root: string;
  gitFolder: string;
}

/**
 * Whether git tracks `file`. Looked up in the bytes of git's index, since this is asked at every start that takes
 * its settings from `.env`, and a git process would take longer than everything else that happens then.
 */
export function isTrackedByGit(file: string): boolean {
  const path = resolve(file);
  const workTree = findWorkTree(dirname(path));
  const index = workTree && readIfThere(join(workTree.gitFolder, 'index'));
  if (index === 'large') return askGit(path) === 0;
  if (index === undefined || index.length < 12) return false;
  const version = index.readUInt32BE(4);
  // Version 4 shortens the paths: then only git can tell.
  if (version > 3) return askGit(path) === 0;
  return hasEntry(
    index,
    relative(workTree?.root ?? '', path)
      .split(sep)
      .join('/'),
  );
}

/**
 * Whether git would leave `file` out; `undefined` when it is in no work tree, or there is no git to ask. One that does not
 * end, as where a `.gitignore` is a named pipe, leaves nothing out.
 */
export function isIgnoredByGit(file: string): boolean | undefined {
  const status = runGit(resolve(file), ['check-ignore', '--quiet', '--no-index']);
  if (status === 'hangs') return false;
  return status === 0 ? true : status === 1 ? false : undefined;
}

function askGit(path: string): number | 'hangs' {
  return runGit(path, ['ls-files', '--error-unmatch']);
}

/** Longer than git takes for one file, wherever it is. */
const GIT_MS = 10_000;

/** Runs git on one file, and returns its exit code; -1 when it did not run. */
function runGit(path: string, args: string[]): number | 'hangs' {
  const options = { cwd: dirname(path), stdio: 'ignore', timeout: GIT_MS, killSignal: 'SIGKILL' } as const;
  const { status, error } = spawnSync('git', [...args, '--', path], options);
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ETIMEDOUT' ? 'hangs' : (status ?? -1);
}

/**
 * An entry holds two bytes of flags, whose lower 12 bits are the path's length, then the path and a zero byte;
 * version 3 may put two more bytes between the flags and the path.
 * @see https://git-scm.com/docs/index-format
 */
function hasEntry(index: Buffer, path: string): boolean {
  const bytes = Buffer.from(`${path}\0`);
  const length = Math.min(bytes.length - 1, 0xfff);
  for (let at = index.indexOf(bytes, 12); at !== -1; at = index.indexOf(bytes, at + 1)) {
    const flags = index.readUInt16BE(at - 2);
    const flagsBefore = index.readUInt16BE(at - 4);
    if ((flags & 0xfff) === length) return true;
    if ((flagsBefore & 0x4000) !== 0 && (flagsBefore & 0xfff) === length) return true;
  }
  return false;
}

function findWorkTree(folder: string): WorkTree | undefined {
  const dotGit = join(folder, '.git');
  const found = statSync(dotGit, { throwIfNoEntry: false });
  if (found?.isDirectory()) return { root: folder, gitFolder: dotGit };
  if (found?.isFile()) {
    // A linked work tree or a submodule: the file says where git's folder is.
    const text = readIfThere(dotGit);
    const target = text === 'large' ? undefined : /^gitdir: (.*)$/m.exec(text?.toString() ?? '')?.[1];
    return target === undefined ? undefined : { root: folder, gitFolder: resolve(folder, target.trim()) };
  }
  const parent = dirname(folder);
  return parent === folder ? undefined : findWorkTree(parent);
}

/** `large` for one that is larger than all but a few. */
function readIfThere(path: string): Buffer | 'large' | undefined {
  try {
    return readSmallFileSync(path);
  } catch (error) {
    return isTooLarge(error) ? 'large' : undefined;
  }
}
