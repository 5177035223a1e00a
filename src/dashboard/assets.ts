import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AutodyneError } from '../lib/errors/autodyne-error.ts';

/** A file of the page. */
export interface Asset {
  body: Uint8Array<ArrayBuffer>;
  contentType: string;
  /** Its name changes with its content. */
  isKept: boolean;
}

/** The files of the page, by the path that they are asked for. */
export type Assets = ReadonlyMap<string, Asset>;

const TYPES = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
} as const;

/** Where the build puts them: the same from a source file and from the bundle, each two folders below. */
export const WEB_FOLDER = fileURLToPath(new URL('../../dist/web', import.meta.url));

/**
 * The page's three files, read once: what is served is this list, and no path of a request ever reaches the file system.
 * @throws AutodyneError `Unexpected` where they were not built
 */
export function readAssets(folder: string): Assets {
  const assets = new Map<string, Asset>();
  for (const name of namesIn(folder)) {
    const [, type] = /^(?:index|app-[\w-]+)\.(html|js|css)$/.exec(name) ?? [];
    if (type === undefined) continue;
    const body = new Uint8Array(readFileSync(join(folder, name)));
    const isKept = name !== 'index.html';
    assets.set(isKept ? `/${name}` : '/', { body, contentType: TYPES[type as keyof typeof TYPES], isKept });
  }
  if (assets.has('/')) return assets;
  throw new AutodyneError('Unexpected', `the dashboard's page is not in ${folder}`, {
    suggestions: ['install autodyne again; in its source tree: npm run build'],
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
