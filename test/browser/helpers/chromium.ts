import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe } from 'vitest';

const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];

/** A Chromium of this machine: `AUTODYNE_CHROMIUM`, or the first of its names on PATH; `undefined` where there is none. */
export function findChromium(): string | undefined {
  const given = process.env['AUTODYNE_CHROMIUM'];
  if (given !== undefined) return given;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) =>
    existsSync(path),
  );
}

const isThere = findChromium() !== undefined;

/**
 * `describe` for what needs a browser: skipped by name where there is none. `.ci/run` sets `AUTODYNE_BROWSER_REQUIRED`, and
 * a missing browser is a failure then.
 */
export const describeInBrowser =
  isThere || process.env['AUTODYNE_BROWSER_REQUIRED'] === '1' ? describe : describe.skip;
