import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openPage, useBrowser } from './helpers/browser.ts';
import { describeInBrowser } from './helpers/chromium.ts';
import { useDashboardTwin } from './helpers/dashboard.ts';

describeInBrowser('download', () => {
  const dashboards = useDashboardTwin();
  const browser = useBrowser();

  test('rows are saved as typed JSON Lines and as the CSV of the command line, which names what it cannot keep', async () => {
    await dashboards.run(
      'put',
      '[{"id":"a","N":12345678901234567890123456789012345678,"T":"say \\"hi\\", you"},{"id":"b","Tags":{"$set":["x"]},"Ok":true}]',
    );
    const page = await browser.tab();
    await openPage(page, (await dashboards.open()).url);
    await page.getByText('Download', { exact: true }).click();
    const save = async (name: string): Promise<string> => {
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name }).click();
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
      { id: { S: 'b' }, Tags: { SS: ['x'] }, Ok: { BOOL: true } },
    ]);
    await page.getByRole('button', { name: 'CSV', exact: true }).click();
    await page.getByRole('alert').getByText('CSV cannot keep the type of Tags').waitFor();
    const { stdout } = await dashboards.run('scan', '--format', 'csv', '--columns', 'id,N,Ok,T');
    expect((await save('CSV without it')).trimEnd()).toBe(stdout.trimEnd());
  });
});
