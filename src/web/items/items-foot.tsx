import { amountText, numberText } from '../page/number-text.ts';
import { type HeldState, MOST_ITEMS } from './held-items.ts';

/** How many items came, what they cost, and what there is beyond them. */
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
          {status === 'failed' ? 'Try again' : 'Read on'}
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
      return 'There is more: it is read when you scroll down.';
    case 'full':
      return `There is more, but ${numberText(MOST_ITEMS)} items are held at most: add conditions to narrow down, or copy the command above.`;
    case 'complete':
      return 'That is all.';
    default:
      return '';
  }
}
