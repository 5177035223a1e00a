import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import { commandText, pathArg } from '../../lib/errors/command-text.ts';
import { moveIfAbsent } from '../../lib/files/link-if-absent.ts';

const MODULE = /\.m?[jt]s$/;

/** @throws AutodyneError `InvalidInput`, `AlreadyExists` for a file that cannot be written, or is there */
export function checkSourceFile(path: string, overwrite: boolean): void {
  if (!MODULE.test(path)) {
    throw new AutodyneError('InvalidInput', `${path} is no name of an ES module`, {
      suggestions: ['a file of models ends in .ts, .mts, .js or .mjs'],
    });
  }
  if (!overwrite && existsSync(path)) throw fileExists(path);
}

/** Writes a source file in one step, and its folder. @throws AutodyneError `AlreadyExists` for one that came meanwhile */
export function writeSource(path: string, source: string, overwrite: boolean): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, source, { flag: 'wx' });
    if (overwrite) renameSync(temporary, path);
    else if (!moveIfAbsent(temporary, path)) throw fileExists(path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function fileExists(path: string): AutodyneError {
  return new AutodyneError('AlreadyExists', `the file ${path} exists, and is not overwritten`, {
    suggestions: [
      'choose another file: --out FILE',
      `or overwrite it: ${commandText('models', 'generate', '--out', pathArg(path), '--overwrite')}`,
    ],
  });
}
