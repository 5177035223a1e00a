import { existsSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { MAX_ENV_FILE_BYTES } from '../../app/env-file.ts';
import { AutodyneError, isAutodyneError } from '../../lib/errors/autodyne-error.ts';
import { errorFacts } from '../../lib/errors/from-aws-error.ts';
import { addLines } from '../../lib/files/add-lines.ts';
import { readSmallFileSync } from '../../lib/files/read-small-file.ts';
import { updateEnvText, type Variables } from '../../lib/settings/env-file.ts';
import { isIgnoredByGit } from './git.ts';

export interface EnvFileWritten {
  path: string;
  /** The file did not exist before. */
  created: boolean;
  /** The `.gitignore` that it was added to; `undefined` if git already ignores it, or there is no work tree. */
  gitignore: string | undefined;
}

/**
 * Sets variables in a `.env` file. Other lines are kept, the file becomes readable by its owner only, and in a git work
 * tree it is added to `.gitignore`. The file is replaced in one step, so that no reader sees half of it.
 * @throws AutodyneError `InvalidInput` when the file cannot be written, or a value cannot be kept in it.
 */
export function writeEnvFile(path: string, variables: Variables): EnvFileWritten {
  try {
    const created = !existsSync(path);
    // A link stays a link: what it points to is replaced.
    const target = created ? path : realpathSync(path);
    const text = updateEnvText(
      created ? '' : readSmallFileSync(path, MAX_ENV_FILE_BYTES).toString(),
      variables,
    );
    // First, so that a file with secrets never exists without being ignored.
    const gitignore = addToGitignore(path);
    replaceFile(target, text);
    return { path, created, gitignore };
  } catch (error) {
    if (isAutodyneError(error)) throw error;
    const { code, message } = errorFacts(error);
    throw new AutodyneError('InvalidInput', `cannot write ${path}: ${code ?? message}`, { cause: error });
  }
}

function replaceFile(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text, { mode: 0o600, flag: 'wx', flush: true });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Adds the file to the `.gitignore` of its folder, unless git ignores it already or the folder is not in a work tree. */
function addToGitignore(path: string): string | undefined {
  if (isIgnoredByGit(path) !== false) return undefined;
  const gitignore = join(dirname(path), '.gitignore');
  addLines(gitignore, () => [basename(path)]);
  return gitignore;
}
