import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Page } from 'playwright-core';
import { beforeEach, expect, test } from 'vitest';
import { accessibilityFindings } from './helpers/accessibility.ts';
import { keepPicture, LOOKS, openPage, useBrowser } from './helpers/browser.ts';
import { describeInBrowser } from './helpers/chromium.ts';
import { type RunningDashboard, useDashboardTwin } from './helpers/dashboard.ts';

/** Of every type, with all that a page could get wrong. */
const ODD_ITEM = {
  id: { S: 'odd' },
  Title: { S: '<img src=x onerror=alert(1)>' },
  Turned: { S: 'abc\u202edef\u0007' },
  Big: { N: '12345678901234567890123456789012345678' },
  Small: { N: '-0.12345678901234567890123456789012345678' },
  Tags: { SS: ['a', 'b'] },
  Numbers: { NS: ['1', '12345678901234567890123456789012345679'] },
  Bytes: { B: Uint8Array.of(0, 1, 255) },
  Chunks: { BS: [Uint8Array.of(1), Uint8Array.of(2, 3)] },
  'line\nbreak "quoted" \\': { S: 'a name that is written with escape sequences' },
  'line\tbreak': { S: 'another one' },
  Deep: { M: { list: { L: [{ BOOL: true }, { NULL: true as const }, { N: '0.001' }] }, empty: { S: '' } } },
  Year: { N: '1999' },
};

describeInBrowser('one item', () => {
  const dashboards = useDashboardTwin();
  const browser = useBrowser();

  beforeEach(async () => {
    const put = { TableName: dashboards.tableName, Item: ODD_ITEM };
    await dashboards.client.send(new PutItemCommand(put));
  });

  async function stored(): Promise<Record<string, unknown> | undefined> {
    const get = { TableName: dashboards.tableName, Key: { id: { S: 'odd' } }, ConsistentRead: true };
    return (await dashboards.client.send(new GetItemCommand(get))).Item;
  }

  async function openOddItem(page: Page, { url }: RunningDashboard): Promise<void> {
    await openPage(page, url);
    await page.getByLabel('Conditions').fill('id=odd');
    await page.getByRole('button', { name: 'Read', exact: true }).click();
    await page.getByRole('button', { name: 'Open item odd' }).click();
    await page.getByRole('dialog').getByText('Turned').waitFor();
  }

  /** Changes the year in the open editor. */
  async function typeYear(page: Page, year: number): Promise<void> {
    const field = page.getByLabel('The item as plain JSON');
    await field.fill((await field.inputValue()).replace(/"Year": \d+/, `"Year": ${year}`));
  }

  test('found by its conditions and edited by keyboard alone, it differs in that attribute only', async () => {
    const before = await dashboards.run('get', 'odd', '--json');
    const page = await browser.tab();
    await openPage(page, (await dashboards.open()).url);
    // The skip link comes first, and leads to the items.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Conditions');
    await page.keyboard.type('id=odd');
    await page.getByText('Query', { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('That is all.').waitFor();
    await tabTo(page, 'Open item odd');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('Turned').waitFor();
    await tabTo(page, 'Edit');
    await page.keyboard.press('Enter');
    await page.getByLabel('The item as plain JSON').waitFor();
    // The year is the last attribute by name but one: from the end over the brace and the line break, to its last digit.
    const text = await page.getByLabel('The item as plain JSON').inputValue();
    const after = text.length - (text.indexOf('1999') + 4);
    await page.keyboard.press('Control+End');
    for (let step = 0; step < after; step += 1) await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('8');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Saved Year. No other attribute was written.').waitFor();
    const { stdout } = await dashboards.run('get', 'odd', '--json');
    expect(JSON.parse(stdout)).toEqual({
      ...JSON.parse(before.stdout),
      Item: { ...JSON.parse(before.stdout).Item, Year: { N: '1998' } },
    });
    expect(await stored()).toEqual({ ...ODD_ITEM, Year: { N: '1998' } });
  });

  test('typed JSON is edited too, without a loss', async () => {
    const page = await browser.tab();
    await openOddItem(page, await dashboards.open());
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.getByRole('radio', { name: 'Typed JSON' }).check();
    const field = page.getByLabel('The item as typed JSON');
    await field.fill(
      (await field.inputValue()).replace('"1999"', '"12345678901234567890123456789012345670"'),
    );
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved Year.').waitFor();
    expect(await stored()).toEqual({ ...ODD_ITEM, Year: { N: '12345678901234567890123456789012345670' } });
  });

  test("a slip in the text is shown with the server's line and column, and nothing is saved", async () => {
    const page = await browser.tab();
    await openOddItem(page, await dashboards.open());
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    const field = page.getByLabel('The item as plain JSON');
    await field.fill('{\n  "id": "odd",\n  "Year": 19x99\n}');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Line 3, column 13').waitFor();
    const selected = await field.evaluate((area: HTMLTextAreaElement) =>
      area.value.slice(area.selectionStart, area.selectionEnd),
    );
    expect(selected).toBe('x');
    expect(await stored()).toEqual(ODD_ITEM);
    await keepPicture(page, 'item-slip');
  });

  test('changed by the command line meanwhile, both versions are shown and nothing is written', async () => {
    const page = await browser.tab();
    await openOddItem(page, await dashboards.open());
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await typeYear(page, 2001);
    await dashboards.run('update', 'odd', '--set', 'Year:=1950');
    await page.getByRole('button', { name: 'Save' }).click();
    const [theirs, yours] = [page.getByLabel('Theirs'), page.getByLabel('Yours')];
    await theirs.getByText('"Year": 1950').waitFor();
    await yours.getByText('"Year": 2001').waitFor();
    expect(await page.locator('.conflict mark').allTextContents()).toEqual([
      '  "Year": 1950,',
      '  "Year": 2001,',
    ]);
    expect(await stored()).toEqual({ ...ODD_ITEM, Year: { N: '1950' } });
    await page.getByRole('button', { name: 'Keep theirs' }).click();
    await page.getByRole('dialog').getByText('1950').waitFor();
    expect(await stored()).toEqual({ ...ODD_ITEM, Year: { N: '1950' } });
  });

  test('saved over theirs, what they alone changed stays', async () => {
    const page = await browser.tab();
    await openOddItem(page, await dashboards.open());
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await typeYear(page, 2001);
    await dashboards.run('update', 'odd', '--set', 'Year:=1950', '--set', 'Title=theirs', '--remove', 'Tags');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Save your changes over theirs' }).click();
    await page.getByText('Saved Year. No other attribute was written.').waitFor();
    const { Tags: _, ...rest } = ODD_ITEM;
    expect(await stored()).toEqual({ ...rest, Title: { S: 'theirs' }, Year: { N: '2001' } });
  });

  test('deleted by someone else meanwhile, it is put again only when that is chosen', async () => {
    const page = await browser.tab();
    await openOddItem(page, await dashboards.open());
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await typeYear(page, 2001);
    await dashboards.run('delete', 'odd');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The item was deleted.').waitFor();
    expect(await stored()).toBeUndefined();
    await page.getByRole('button', { name: 'Put yours as a new item' }).click();
    await page.getByText('No other attribute was written.').waitFor();
    expect(await stored()).toEqual({ ...ODD_ITEM, Year: { N: '2001' } });
  });

  test('deleted and undone, it has the same bytes', async () => {
    // The engine gives members in no order; the plain form has one.
    const before = await dashboards.run('get', 'odd');
    const page = await browser.tab();
    await openOddItem(page, await dashboards.open());
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('Deleted').waitFor();
    expect(await stored()).toBeUndefined();
    await keepPicture(page, 'item-deleted');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Open item odd' }).waitFor();
    expect((await dashboards.run('get', 'odd')).stdout).toBe(before.stdout);
    expect(await stored()).toEqual(ODD_ITEM);
  });

  test('an item that was deleted is not put back over another one', async () => {
    const page = await browser.tab();
    await openOddItem(page, await dashboards.open());
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('Deleted').waitFor();
    await dashboards.run('put', '{"id":"odd","by":"someone else"}');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('alert').waitFor();
    expect(await stored()).toEqual({ id: { S: 'odd' }, by: { S: 'someone else' } });
  });

  test('read-only, the buttons are there and the PUT is refused with 403', async () => {
    const page = await browser.tab();
    await openOddItem(page, await dashboards.open('--read-only'));
    await page.getByText('Read-only: the client refuses every write.').waitFor();
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await typeYear(page, 2001);
    const response = page.waitForResponse((one) => one.request().method() === 'PUT');
    await page.getByRole('button', { name: 'Save' }).click();
    expect((await response).status()).toBe(403);
    await page.getByRole('alert').waitFor();
    expect(await stored()).toEqual(ODD_ITEM);
  });

  test('what a browser would obey is shown, and runs nothing', async () => {
    const page = await browser.tab();
    await openOddItem(page, await dashboards.open());
    const dialog = page.getByRole('dialog');
    await dialog.getByText('<img src=x onerror=alert(1)>').waitFor();
    expect(await dialog.locator('.escape').allTextContents()).toContain('\\u202e');
    expect(await page.evaluate(() => document.body.innerHTML.includes('\u202e'))).toBe(false);
    expect(await page.locator('img').count()).toBe(0);
  });

  test.each(LOOKS)(
    'axe finds nothing with an item, the chart and the conflict open: $width px, $scheme',
    async (look) => {
      const name = `${look.width}-${look.scheme}`;
      const page = await browser.tab(look);
      await openPage(page, (await dashboards.open()).url);
      await page.getByText('The numbers as a table').click();
      await page.getByRole('slider').focus();
      await page.keyboard.press('End');
      expect(await accessibilityFindings(page)).toEqual([]);
      await keepPicture(page, `page-${name}`, true);
      await page.getByRole('radio', { name: 'Tree' }).check();
      expect(await accessibilityFindings(page)).toEqual([]);
      await keepPicture(page, `tree-${name}`, true);
      await page.getByRole('radio', { name: 'Table' }).check();
      await page.getByRole('button', { name: 'Open item odd' }).click();
      await page.getByRole('dialog').getByText('Turned').waitFor();
      expect(await accessibilityFindings(page)).toEqual([]);
      await keepPicture(page, `item-${name}`);
      await page.getByRole('button', { name: 'Edit', exact: true }).click();
      await typeYear(page, 2001);
      expect(await accessibilityFindings(page)).toEqual([]);
      await keepPicture(page, `edit-${name}`);
      await dashboards.run('update', 'odd', '--set', 'Year:=1950');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Theirs, now in the table').waitFor();
      expect(await accessibilityFindings(page)).toEqual([]);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0);
      await keepPicture(page, `conflict-${name}`);
    },
  );
});

/** Presses Tab until an element of that name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    const isIt = await page.evaluate((wanted) => {
      const element = document.activeElement;
      const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined;
      const text = label ?? element?.getAttribute('aria-label') ?? element?.textContent ?? '';
      return text.startsWith(wanted);
    }, name);
    if (isIt) return;
  }
  throw new Error(`the Tab key does not lead to ${name}`);
}
