import { expect, test } from 'vitest';
import { keepPicture, openPage, useBrowser } from './helpers/browser.ts';
import { describeInBrowser } from './helpers/chromium.ts';
import { useDashboardTwin } from './helpers/dashboard.ts';

interface Sums {
  read: number;
  write: number;
  request: number;
  throttled: number;
}

describeInBrowser('usage', () => {
  const dashboards = useDashboardTwin();
  const browser = useBrowser();

  test("the chart's table has the numbers of usage --json, and arrow keys go through them", async () => {
    await dashboards.run('put', JSON.stringify([{ id: 'a', Artist: 'Ada' }, { id: 'b' }]));
    await dashboards.run('index', 'create', 'by-artist', '--partition-key', 'Artist:S');
    await dashboards.run('query', 'Artist=Ada');
    const { url } = await dashboards.open();
    const page = await browser.tab();
    await openPage(page, url);
    for (const [label, since] of [
      ['7 days', '7d'],
      ['24 hours', '24h'],
    ] as const) {
      const response = page.waitForResponse((one) => one.url().endsWith(`since=${since}`));
      await page.getByRole('radio', { name: label }).check();
      await response;
      const { stdout } = await dashboards.run('usage', '--since', since, '--json');
      await expect.poll(() => tableRows(page), { timeout: 5000 }).toEqual(usageRows(stdout));
    }
    const chart = page.getByRole('slider');
    await chart.focus();
    await page.keyboard.press('Home');
    const text = await chart.getAttribute('aria-valuetext');
    const [first] = await tableRows(page);
    expect(text).toContain(`${first?.[0]} UTC`);
    expect(text).toContain(`table ${first?.[4]}`);
    await keepPicture(page, 'usage-by-keyboard');
  });

  /** As a person reads them, without the commas. */
  async function tableRows(page: Awaited<ReturnType<typeof browser.tab>>): Promise<string[][]> {
    const rows = await page
      .locator('.numbers tbody tr')
      .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
    return rows.map((cells) => cells.map((cell, at) => (at > 1 ? cell.replaceAll(',', '') : cell)));
  }
});

/** The rows that the document of `usage --json` stands for. */
function usageRows(json: string): string[][] {
  const { points, pointSeconds } = JSON.parse(json) as {
    points: { time: string; table: Sums; indexes: Record<string, Sums> }[];
    pointSeconds: number;
  };
  return points.flatMap(({ time, table, indexes }) =>
    [['table', table] as const, ...Object.entries(indexes)]
      .filter(([, { request, throttled }]) => request + throttled > 0)
      .map(([name, { read, write, request, throttled }]) => [
        pointSeconds === 86_400 ? time.slice(0, 10) : time.slice(0, 16).replace('T', ' '),
        name,
        ...[read, write, request, throttled].map(String),
      ]),
  );
}
