import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];

/** A Chromium of this machine: `AUTODYNE_CHROMIUM`, or the first of its names on PATH; `undefined` where there is none. */
export function findChromium() {
  const given = process.env.AUTODYNE_CHROMIUM;
  if (given !== undefined) return given;
  const folders = (process.env.PATH ?? '').split(delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) =>
    existsSync(path),
  );
}

/** The same, for work that cannot be done without one. @throws Error that says how to install it */
export function requireChromium() {
  const path = findChromium();
  if (path === undefined) throw new Error('no Chromium: apt-get install chromium-headless-shell');
  return path;
}
