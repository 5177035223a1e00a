import type { Page } from 'playwright-core';

/** Loads the page of a tab that has a session again; milliseconds from the navigation to the first rows on the screen. */
export async function firstRowsMs(page: Page): Promise<number> {
  await page.reload({ waitUntil: 'commit' });
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        function look(): void {
          if (document.querySelector('.item-row') === null) requestAnimationFrame(look);
          else requestAnimationFrame(() => resolve(performance.now()));
        }
        look();
      }),
  );
}
