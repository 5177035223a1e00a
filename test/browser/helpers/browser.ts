import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { requireChromium } from '../../../scripts/chromium.mjs';

/** What git does not see; CI keeps it. */
const SCREENSHOTS = fileURLToPath(new URL('../screenshots', import.meta.url));

export interface Look {
  width: number;
  scheme: 'light' | 'dark';
}

/** The looks in which everything is looked at. */
export const LOOKS: readonly Look[] = [
  { width: 1280, scheme: 'light' },
  { width: 1280, scheme: 'dark' },
  { width: 400, scheme: 'light' },
  { width: 400, scheme: 'dark' },
];

/** The browser itself tells of each refusal of the server, of a server that was stopped, and that plain HTTP of another name is no secure origin. */
const EXPECTED =
  /status of 4\d\d|net::ERR_CONNECTION_REFUSED$|^The Cross-Origin-Opener-Policy header has been ignored/;

export interface TestBrowser {
  /** A tab in a profile of its own. */
  tab(look?: Partial<Look> & { forcedColours?: boolean }): Promise<Page>;
  /** Hosts that were asked for anything, by all tabs of the running test. */
  readonly hosts: ReadonlySet<string>;
}

/**
 * A headless Chromium for the tests of one file. After each test its tabs are closed, and nothing may have been violated: no
 * policy, and no script may have failed.
 */
export function useBrowser(...args: string[]): TestBrowser {
  let browser: Browser | undefined;
  const contexts: BrowserContext[] = [];
  const complaints: string[] = [];
  const hosts = new Set<string>();
  beforeAll(async () => {
    // Containers have neither user namespaces nor much shared memory.
    const all = ['--no-sandbox', '--disable-dev-shm-usage', ...args];
    browser = await chromium.launch({ executablePath: requireChromium(), args: all });
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    const found = complaints.splice(0);
    hosts.clear();
    expect(found).toEqual([]);
  });
  afterAll(() => browser?.close());
  return {
    hosts,
    async tab({ width = 1280, scheme = 'light', forcedColours = false } = {}) {
      if (browser === undefined) throw new Error('the browser is there only once the tests run');
      const context = await browser.newContext({
        viewport: { width, height: 900 },
        colorScheme: scheme,
        forcedColors: forcedColours ? 'active' : 'none',
        acceptDownloads: true,
      });
      context.setDefaultTimeout(10_000);
      contexts.push(context);
      context.on('request', (request) => hosts.add(new URL(request.url()).host));
      context.on('weberror', (error) => complaints.push(String(error.error().stack)));
      context.on('console', (message) => {
        if (message.type() === 'error' && !EXPECTED.test(message.text())) complaints.push(message.text());
      });
      return context.newPage();
    },
  };
}

/** Keeps a picture of the tab for whoever looks at it. */
export async function keepPicture(page: Page, name: string, isWhole = false): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: isWhole });
}

/** The page once the first items are there. */
export async function openPage(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page
    .getByRole('status')
    .filter({ hasText: /That is all|There is more/ })
    .first()
    .waitFor();
}
