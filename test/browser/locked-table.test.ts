import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useTable } from '../helpers/table.ts';
import { accessibilityFindings } from './helpers/accessibility.ts';
import { keepPicture, useBrowser } from './helpers/browser.ts';
import { describeInBrowser } from './helpers/chromium.ts';
import { type RunningDashboard, startDashboard } from './helpers/dashboard.ts';

// The bare engine has no usage route: for the dashboard it is a table as in AWS.
describeInBrowser("a table that is no twin's", () => {
  const table = useTable();
  const browser = useBrowser();
  let folder = '';
  let dashboard: RunningDashboard | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'autodyne-browser-'));
    dashboard = await startDashboard(table.env, folder, []);
    await table.client.send(new PutItemCommand({ TableName: table.tableName, Item: { id: { S: 'a' } } }));
  });
  afterAll(async () => {
    await dashboard?.stop();
    await rm(folder, { recursive: true });
  });

  test('opening reads no item, and writing is refused until its name was typed', async () => {
    const page = await browser.tab();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(dashboard?.url ?? '');
    await page.getByRole('heading', { name: 'Nothing was read yet' }).waitFor();
    expect(asked).not.toContain('/api/items');
    expect(asked).not.toContain('/api/item');
    expect(await accessibilityFindings(page)).toEqual([]);
    await keepPicture(page, 'locked', true);
    await page.getByRole('button', { name: 'Read', exact: true }).click();
    await page.getByRole('button', { name: 'Open item a' }).click();
    const refused = page.waitForResponse((one) => one.request().method() === 'DELETE');
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    expect((await refused).status()).toBe(403);
    expect(await storedItem()).toEqual({ id: { S: 'a' } });
    await page.getByRole('button', { name: 'Unlock writing', exact: true }).click();
    await page.getByLabel('Name of the table').fill('another');
    await page.getByRole('button', { name: 'Unlock', exact: true }).click();
    await page.getByRole('dialog').getByRole('alert').last().waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await keepPicture(page, 'unlock');
    await page.getByLabel('Name of the table').fill(table.tableName);
    await page.getByRole('button', { name: 'Unlock', exact: true }).click();
    await page.getByText('Locked: writing to this table').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('Deleted').waitFor();
    expect(await storedItem()).toBeUndefined();
  });

  async function storedItem(): Promise<unknown> {
    const get = { TableName: table.tableName, Key: { id: { S: 'a' } }, ConsistentRead: true };
    return (await table.client.send(new GetItemCommand(get))).Item;
  }
});
