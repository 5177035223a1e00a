import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { openPage, useBrowser } from './helpers/browser.ts';
import { describeInBrowser } from './helpers/chromium.ts';
import { useDashboardTwin } from './helpers/dashboard.ts';
import { firstRowsMs } from './helpers/first-rows.ts';

const COUNT = 100_000;

describeInBrowser('a table of 100,000 items', () => {
  const dashboards = useDashboardTwin();
  const browser = useBrowser();

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'autodyne-browser-'));
    const file = join(folder, 'items.jsonl');
    const lines = Array.from(
      { length: COUNT },
      (_, at) =>
        `{"id":"item-${at}","Artist":"Artist ${at % 97}","Title":"Song number ${at}","Year":${1950 + (at % 70)}}\n`,
    );
    await writeFile(file, lines.join(''));
    const { exitCode, stderr } = await dashboards.run('put', file);
    await rm(folder, { recursive: true });
    if (exitCode !== 0) throw new Error(stderr);
  }, 300_000);

  test('first rows within 500 ms of navigation, for less than 10 read units, from no other host', async () => {
    const before = await readUnits();
    const page = await browser.tab();
    const { url, port } = await dashboards.open();
    await openPage(page, url);
    expect((await readUnits()) - before).toBeLessThan(10);
    expect([...browser.hosts]).toEqual([`127.0.0.1:${port}`]);
    const times: number[] = [];
    for (let round = 0; round < 7; round += 1) times.push(await firstRowsMs(page));
    expect(times.sort((left, right) => left - right)[3]).toBeLessThan(500);
  });

  test.each([1280, 400])('nothing moves while it loads, and nothing is wider than %d px', async (width) => {
    const page = await browser.tab({ width });
    await page.addInitScript(() => {
      Object.assign(window, { shift: 0 });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          const { value } = entry as PerformanceEntry & { value: number };
          Object.assign(window, { shift: (window as unknown as { shift: number }).shift + value });
        }
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await openPage(page, (await dashboards.open()).url);
    await page.getByRole('slider').waitFor();
    await page.waitForTimeout(500);
    expect(await page.evaluate<number>('shift')).toBeLessThan(0.01);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBe(0);
  });

  test.each(['table', 'tree'])('as a %s, 5,000 are held at most, and 100 rows are drawn', async (view) => {
    const page = await browser.tab();
    await openPage(page, (await dashboards.open()).url);
    await page.getByRole('radio', { name: view === 'table' ? 'Table' : 'Tree' }).check();
    const scroller = page.locator('[data-scroller]');
    await expect
      .poll(
        async () => {
          await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight));
          return page.locator('.items-foot').textContent();
        },
        { timeout: 50_000, interval: 30 },
      )
      .toContain('at most 5,000 items');
    expect(await page.locator('.items-foot').textContent()).toContain('5,000 items');
    expect(await drawnRows(page)).toBeLessThanOrEqual(100);
    expect(await drawnRows(page)).toBeGreaterThan(5);
  });

  test('sorting says that it sorts what was read', async () => {
    const page = await browser.tab();
    await openPage(page, (await dashboards.open()).url);
    await page.getByRole('button', { name: 'Year', exact: true }).click();
    await page.getByText('only the 50 items that were read, not the whole table').waitFor();
    const years = await page.locator('.item-row td.value-N').allTextContents();
    expect(years).toEqual([...years].sort());
    await expect
      .poll(() => page.getByRole('columnheader', { name: 'Year' }).getAttribute('aria-sort'))
      .toBe('ascending');
  });

  /** Units counted by the twin's meter, of every client. */
  async function readUnits(): Promise<number> {
    const { stdout } = await dashboards.run('usage', '--since', '24h', '--json');
    return (JSON.parse(stdout) as { total: { read: number } }).total.read;
  }
});

async function drawnRows(page: Page): Promise<number> {
  return page.locator('.item-row, .item-list > li').count();
}
