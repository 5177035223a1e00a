import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import { commandText, pathArg } from '../../lib/errors/command-text.ts';
import { moveIfAbsent } from '../../lib/files/link-if-absent.ts';

const MODULE = /\.m?[jt]s$/;

export interface ModuleFile {
  path: string;
  overwrite: boolean;
  /** The command's other flags, for the command that overwrites it. */
  flags: readonly string[];
}

/** @throws AutodyneError `InvalidInput`, `AlreadyExists` for a file that cannot be written, or is there */
export function checkSourceFile(file: ModuleFile): void {
  const { path, overwrite } = file;
  if (!MODULE.test(path)) {
    throw new AutodyneError('InvalidInput', `${path} is no name of an ES module`, {
      suggestions: ['a file of models ends in .ts, .mts, .js or .mjs'],
    });
  }
  if (!overwrite && existsSync(path)) throw fileExists(file);
}

/** Writes a source file in one step, and its folder. @throws AutodyneError `AlreadyExists` for one that came meanwhile */
export function writeSource(file: ModuleFile, source: string): void {
  const { path, overwrite } = file;
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, source, { flag: 'wx' });
    if (overwrite) renameSync(temporary, path);
    else if (!moveIfAbsent(temporary, path)) throw fileExists(file);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function fileExists({ path, flags }: ModuleFile): AutodyneError {
  const args = ['models', 'generate', ...flags, '--out', pathArg(path), '--overwrite'];
  return new AutodyneError('AlreadyExists', `the file ${path} exists, and is not overwritten`, {
    suggestions: ['choose another file: --out FILE', `or overwrite it: ${commandText(...args)}`],
  });
}
