import { describe } from 'vitest';
import { findChromium } from '../../../scripts/chromium.mjs';

const isThere = findChromium() !== undefined;

/**
 * `describe` for what needs a browser: skipped by name where there is none. `.ci/run` sets `AUTODYNE_BROWSER_REQUIRED`, and
 * a missing browser is a failure then.
 */
export const describeInBrowser =
  isThere || process.env['AUTODYNE_BROWSER_REQUIRED'] === '1' ? describe : describe.skip;
