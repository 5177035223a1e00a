import { pageUse } from './api/used-units.ts';
import { amountText } from './page/number-text.ts';
import { useStore } from './state/store.ts';

/** Units that this page and all pages of the dashboard have used. */
export function PageFoot() {
  const { page, all } = useStore(pageUse);
  return (
    <footer class="page-foot">
      <p>
        This page has used <b>{amountText(page.request, 'request unit')}</b>:{' '}
        {amountText(page.read, 'read unit')}, {amountText(page.write, 'write unit')}.
      </p>
      <p class="quiet">
        {all === undefined
          ? ''
          : `All pages, since the command was started: ${amountText(all.request, 'request unit')}. `}
        To show usage, the table and estimates takes no units.
      </p>
    </footer>
  );
}
