import { amountText, numberText } from '../page/number-text.ts';
import { type HeldState, MOST_ITEMS } from './held-items.ts';

/** The count and cost of the items that were read; a button for more. */
export function ItemsFoot({ state, onReadOn }: { state: HeldState; onReadOn: () => void }) {
  const { status, items, readUnits, evaluated } = state;
  const left = evaluated > items.length ? `, of ${numberText(evaluated)} evaluated` : '';
  return (
    <footer class="items-foot">
      <p role="status">
        {status === 'unread' ? (
          'Nothing was read yet.'
        ) : (
          <>
            <b>{amountText(items.length, 'item')}</b>
            {left}; {amountText(readUnits, 'read unit')} used. {statusText(status)}
          </>
        )}
      </p>
      {status === 'partial' || status === 'failed' ? (
        <button type="button" class="small" onClick={onReadOn}>
          {status === 'failed' ? 'Try again' : 'Read more'}
        </button>
      ) : null}
    </footer>
  );
}

function statusText(status: HeldState['status']): string {
  switch (status) {
    case 'reading':
      return 'Reading …';
    case 'partial':
      return 'There is more: scroll down to read it.';
    case 'full':
      return `There is more, but the page holds at most ${numberText(MOST_ITEMS)} items: add conditions, or use the command above.`;
    case 'complete':
      return 'That is all.';
    default:
      return '';
  }
}
