import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openPage, useBrowser } from './helpers/browser.ts';
import { describeInBrowser } from './helpers/chromium.ts';
import { useDashboardTwin } from './helpers/dashboard.ts';

describeInBrowser('download', () => {
  const dashboards = useDashboardTwin();
  const browser = useBrowser();

  test('rows are saved as typed JSON Lines and as the CSV of the command line, with its notes', async () => {
    await dashboards.run(
      'put',
      '[{"id":"a","N":12345678901234567890123456789012345678,"T":"say \\"hi\\", you"},{"id":"b","Tags":{"$set":["x","y"]},"Ok":true,"who":{"name":"Ann","a.b":[1,"2"]}}]',
    );
    const page = await browser.tab();
    await openPage(page, (await dashboards.open()).url);
    await page.getByText('Download', { exact: true }).click();
    const save = async (name: string): Promise<string> => {
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name, exact: true }).click();
      return readFileSync(await (await download).path(), 'utf8');
    };
    const items = (await save('JSON Lines, typed'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: { S: string } });
    expect(items.sort((left, right) => (left.id.S < right.id.S ? -1 : 1))).toEqual([
      {
        id: { S: 'a' },
        N: { N: '12345678901234567890123456789012345678' },
        T: { S: 'say "hi", you' },
      },
      {
        id: { S: 'b' },
        Tags: { SS: ['x', 'y'] },
        Ok: { BOOL: true },
        who: { M: { name: { S: 'Ann' }, 'a.b': { L: [{ N: '1' }, { S: '2' }] } } },
      },
    ]);
    const scan = await dashboards.run('scan', '--format', 'csv');
    expect(await save('CSV')).toBe(scan.stdout);
    const [, notes = ''] = /^Scanning .*\n(2 rows, 7 columns; .*)\n$/.exec(scan.stderr) ?? [];
    await page.getByRole('status').getByText(notes, { exact: true }).waitFor();
  });

  test('what is too large for it gets the command that writes the whole table', async () => {
    await dashboards.run('put', '{"id":"a"}');
    const page = await browser.tab();
    // As the server refuses 32 MiB, which would take a minute to put and to read here.
    const refusal = {
      error: { code: 'InvalidInput', message: 'the request body is larger', suggestions: [] },
    };
    await page.route('**/api/csv', (route) => route.fulfill({ status: 413, body: JSON.stringify(refusal) }));
    await openPage(page, (await dashboards.open()).url);
    await page.getByText('Download', { exact: true }).click();
    await page.getByRole('button', { name: 'CSV', exact: true }).click();
    const alert = page.getByRole('alert');
    await alert.getByText('these items are too large for a download as CSV').waitFor();
    await alert.getByText('autodyne dump --out items.csv').waitFor();
  });
});
