import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

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
  if (index === undefined || index.length < 12) return false;
  const version = index.readUInt32BE(4);
  // Version 4 shortens the paths: then only git can tell.
  if (version > 3) return runGit(path, ['ls-files', '--error-unmatch']) === 0;
  return hasEntry(
    index,
    relative(workTree?.root ?? '', path)
      .split(sep)
      .join('/'),
  );
}

/** Whether git would leave `file` out; `undefined` when it is in no work tree, or there is no git to ask. */
export function isIgnoredByGit(file: string): boolean | undefined {
  const status = runGit(resolve(file), ['check-ignore', '--quiet', '--no-index']);
  return status === 0 ? true : status === 1 ? false : undefined;
}

/** Runs git on one file, and returns its exit code; -1 when it did not run. */
function runGit(path: string, args: string[]): number {
  return spawnSync('git', [...args, '--', path], { cwd: dirname(path), stdio: 'ignore' }).status ?? -1;
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
    const target = /^gitdir: (.*)$/m.exec(readFileSync(dotGit, 'utf8'))?.[1];
    return target === undefined ? undefined : { root: folder, gitFolder: resolve(folder, target.trim()) };
  }
  const parent = dirname(folder);
  return parent === folder ? undefined : findWorkTree(parent);
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
