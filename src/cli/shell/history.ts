import { appendFileSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import { makeStateFolder } from '../../lib/files/make-state-folder.ts';
import { readSmallFileSync } from '../../lib/files/read-small-file.ts';
import { replacePrivateFile } from '../../lib/local/engine/private-files.ts';

const FILE_NAME = 'shell-history';
const MOST_LINES = 1000;
/** Lines are added by each shell; the file is shortened when one starts. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Credentials in a URL, and variables that hold some. */
const SECRET = /:\/\/[^/\s]*@|(SECRET|TOKEN|PASSWORD)\w*=/i;

/**
 * The lines typed in shells of this user, in a file (0600) of the state folder, oldest first. Lines that begin with a blank,
 * or have a secret in them, are not kept. Where the file cannot be read or written, a shell works without it.
 */
export class History {
  readonly #stateFolder: string | undefined;
  readonly #secrets: readonly string[];

  /** @param secrets values of settings, which no line is to be kept with */
  constructor(stateFolder: string | undefined, secrets: readonly string[]) {
    this.#stateFolder = stateFolder;
    this.#secrets = secrets.filter((secret) => secret !== '');
  }

  read(): string[] {
    const path = this.#path();
    if (path === undefined) return [];
    try {
      const lines = readSmallFileSync(path, MAX_BYTES).toString().split('\n').filter(Boolean);
      const kept = lines.slice(-MOST_LINES);
      if (lines.length > 2 * MOST_LINES) replacePrivateFile(path, `${kept.join('\n')}\n`);
      return kept;
    } catch {
      return [];
    }
  }

  add(line: string): void {
    const path = this.#path();
    if (path === undefined || this.#stateFolder === undefined || !this.isKept(line)) return;
    try {
      makeStateFolder(this.#stateFolder, this.#stateFolder);
      appendFileSync(path, `${line}\n`, { mode: 0o600 });
      chmodSync(path, 0o600);
    } catch {
      // It is an aid, not data.
    }
  }

  isKept(line: string): boolean {
    if (/^\s|^$|\n/.test(line) || SECRET.test(line)) return false;
    return !this.#secrets.some((secret) => line.includes(secret));
  }

  #path(): string | undefined {
    return this.#stateFolder === undefined ? undefined : join(this.#stateFolder, FILE_NAME);
  }
}
