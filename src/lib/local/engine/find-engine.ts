import { accessSync, constants, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join, resolve } from 'node:path';

/** Places to search for an engine outside autodyne's own installation. */
export interface EngineSearch {
  /** The folder of the user's project, whose `node_modules` may hold the npm package `dynoxide`. */
  projectFolder?: string | undefined;
  /** The folders of executables, as the environment's `PATH` lists them. */
  searchPath?: string | undefined;
  /** System and processor as Node names them; this machine's by default. */
  platform?: string | undefined;
}

/**
 * The path of the embedded engine's executable: in the platform's package beside autodyne, in the npm package
 * `dynoxide` beside autodyne or in the project, or on the search path; `undefined` when it is nowhere.
 */
export function findEngine(search: EngineSearch = {}): string | undefined {
  const platform = search.platform ?? `${process.platform}-${process.arch}`;
  const executable = platform.startsWith('win32') ? 'dynoxide.exe' : 'dynoxide';
  const folders = [import.meta.url];
  if (search.projectFolder !== undefined) folders.push(join(resolve(search.projectFolder), 'package.json'));
  for (const from of folders) {
    const file = fromPackages(from, `@dynoxide/${platform}/${executable}`);
    if (file !== undefined) return file;
  }
  return (search.searchPath ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, executable))
    .find(isExecutable);
}

/** The package `dynoxide` depends on the platform's package; with strict package managers only it can resolve that. */
function fromPackages(from: string, executable: string): string | undefined {
  const manifest = resolveFrom(from, 'dynoxide/package.json');
  return (
    resolveFrom(from, executable) ?? (manifest === undefined ? undefined : resolveFrom(manifest, executable))
  );
}

function resolveFrom(from: string, specifier: string): string | undefined {
  try {
    return createRequire(from).resolve(specifier);
  } catch {
    return undefined;
  }
}

/** False too for a file that this user may not run. */
function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
