import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { keepPicture, openPage, useBrowser } from './helpers/browser.ts';
import { describeInBrowser } from './helpers/chromium.ts';
import { useDashboardTwin } from './helpers/dashboard.ts';

describeInBrowser('the session', () => {
  const dashboards = useDashboardTwin();
  const browser = useBrowser('--host-resolver-rules=MAP rebound.example 127.0.0.1');

  test('the code leaves the address at once, and a reload needs none', async () => {
    const page = await browser.tab();
    const { url, port } = await dashboards.open();
    await openPage(page, url);
    expect(page.url()).toBe(`http://127.0.0.1:${port}/`);
    expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2);
    expect(await page.context().cookies()).toEqual([]);
    await openPage(page, page.url());
  });

  test.each([
    ['a link that was used', (url: string) => url],
    ['a second tab', (url: string) => url.replace(/#.*/, '')],
  ])('%s says to run the command again', async (_name, addressOf) => {
    const { url } = await dashboards.open();
    await openPage(await browser.tab(), url);
    const second = await browser.tab();
    await second.goto(addressOf(url));
    await second.getByRole('heading', { name: 'This link was already used' }).waitFor();
    await second.getByText('press Enter in the terminal').waitFor();
    await second.getByText('autodyne dashboard').waitFor();
  });

  test('a name that leads to 127.0.0.1 sees 421', async () => {
    const { port } = await dashboards.open();
    const page = await browser.tab();
    const response = await page.goto(`http://rebound.example:${port}/`);
    expect(response?.status()).toBe(421);
  });

  test('conditions, view and item stand in the address; Back and a reload bring them back', async () => {
    await dashboards.run('put', '[{"id":"one","Year":1},{"id":"two","Year":2}]');
    const page = await browser.tab();
    await openPage(page, (await dashboards.open()).url);
    await page.getByLabel('Conditions').fill('Year:=2');
    await page.getByRole('button', { name: 'Read', exact: true }).click();
    await page.getByText('That is all.').waitFor();
    await page.getByRole('radio', { name: 'Tree' }).check();
    expect(new URL(page.url()).search).toBe('?where=Year%3A%3D2&view=tree');
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.getByRole('dialog').waitFor();
    expect(new URL(page.url()).searchParams.get('item')).toBe('{"id":{"S":"two"}}');
    await page.reload();
    await page.getByRole('dialog').getByText('two').first().waitFor();
    await page.goBack();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await page.goBack();
    await page.getByRole('button', { name: 'Open item two' }).waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Open item one' }).waitFor();
    expect(await page.getByLabel('Conditions').inputValue()).toBe('');
    expect(await page.evaluate(() => JSON.stringify(history.state))).toBe('null');
  });

  test('the plan is asked for as conditions are typed, and sends nothing to DynamoDB', async () => {
    const page = await browser.tab();
    await openPage(page, (await dashboards.open()).url);
    const before = await used(page);
    await page.getByLabel('Conditions').fill('id=one');
    await page.getByText('Query', { exact: true }).waitFor();
    await page.getByText('autodyne query id=one').waitFor();
    await page.getByLabel('Conditions').fill("id='one");
    await page.getByRole('alert').getByText('a quote is not closed').waitFor();
    await page.getByText('Line 1, column 4').waitFor();
    expect(await used(page)).toBe(before);
  });

  test('a hidden tab asks for nothing, and catches up once it is shown', async () => {
    const page = await browser.tab();
    await page.clock.install();
    await openPage(page, (await dashboards.open()).url);
    let asked = 0;
    page.on('request', () => {
      asked += 1;
    });
    await setHidden(page, true);
    await page.clock.runFor(10 * 60_000);
    expect(asked).toBe(0);
    await setHidden(page, false);
    await page.clock.runFor(1000);
    await expect.poll(() => asked).toBe(2);
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(500);
    await page.clock.runFor(55_000);
    expect(asked).toBe(2);
    await page.clock.runFor(10_000);
    await expect.poll(() => asked).toBe(4);
  });

  test('the first rows do not wait for the facts', async () => {
    const page = await browser.tab();
    await openPage(page, (await dashboards.open()).url);
    let isHeld = true;
    await page.route('**/api/table', async (route) => {
      while (isHeld) await new Promise((resolve) => setTimeout(resolve, 20));
      await route.continue();
    });
    await page.reload();
    await page
      .getByRole('button', { name: /^Open item/ })
      .first()
      .waitFor();
    isHeld = false;
    await page.unrouteAll({ behavior: 'wait' });
  });

  test('a dashboard that was stopped is named, with the command that starts it again', async () => {
    const page = await browser.tab();
    await page.clock.install();
    const dashboard = await dashboards.open('--read-only');
    await openPage(page, dashboard.url);
    await dashboard.stop();
    await page.getByLabel('Conditions').fill('id=two');
    await page.clock.runFor(1000);
    await page.getByRole('alert').getByText('its command is not running').waitFor();
    await page.getByText('autodyne dashboard --read-only').waitFor();
    await page.clock.runFor(60_000);
    await page.locator('.page-note').getByText('its command is not running').waitFor();
    await keepPicture(page, 'stopped');
  });

  test('forced colours: nothing is told by colour alone', async () => {
    const page = await browser.tab({ forcedColours: true });
    await openPage(page, (await dashboards.open()).url);
    const outline = await page
      .locator('.choice input:checked + span')
      .first()
      .evaluate((element) => getComputedStyle(element).outlineStyle);
    expect(outline).toBe('solid');
  });
});

async function used(page: Page): Promise<string | null> {
  return page.locator('.page-foot').textContent();
}

/** As the browser tells a page that another tab was chosen. */
async function setHidden(page: Page, isHidden: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, isHidden);
}
