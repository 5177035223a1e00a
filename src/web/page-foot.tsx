import { pageUse } from './api/used-units.ts';
import { amountText } from './page/number-text.ts';
import { useStore } from './state/store.ts';

/** What the page itself has used. */
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
          : `The dashboard, since it was started: ${amountText(all.request, 'request unit')}. `}
        Usage, facts and costs are shown for nothing.
      </p>
    </footer>
  );
}
