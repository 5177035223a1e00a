import { useLayoutEffect, useState } from 'preact/hooks';
import type { TableFacts, TypedItem } from '../../dashboard/api-types.ts';
import { ErrorNote } from '../page/error-note.tsx';
import { type AddressState, goTo } from '../state/address.ts';
import { useStore } from '../state/store.ts';
import { keyOfItem } from '../values/typed-values.ts';
import { DownloadMenu } from './download-menu.tsx';
import type { HeldItems, HeldState } from './held-items.ts';
import { ItemsFoot } from './items-foot.tsx';
import { ItemsTable } from './items-table.tsx';
import { ItemsTree } from './items-tree.tsx';
import { NothingShown } from './nothing-shown.tsx';
import { questionId } from './question.ts';
import { WhereForm } from './where-form.tsx';

interface Props {
  facts: TableFacts;
  address: AddressState;
  held: HeldItems;
  onNew: () => void;
}

/** The item browser: what is asked, what it would cost, and the items that came. */
export function ItemsPanel({ facts, address, held, onNew }: Props) {
  const state = useStore(held);
  const [draft, setDraft] = useState({ ...address });
  const id = questionId(address);
  // Back puts the question of then into the form, before anything can be typed into it.
  useLayoutEffect(() => setDraft({ ...address }), [id]);

  function read(): void {
    if (questionId(draft) === id && held.value.status === 'unread') void held.readPage();
    else goTo({ where: draft.where, index: draft.index, reverse: draft.reverse, key: undefined });
  }

  function open(item: TypedItem): void {
    const key = keyOfItem(item, facts);
    if (key !== undefined) goTo({ key });
  }

  const View = address.view === 'tree' ? ItemsTree : ItemsTable;
  return (
    <section class="card browser" id="items" aria-labelledby="items-heading" tabIndex={-1}>
      <header class="card-head">
        <h2 id="items-heading">Items</h2>
        <p class="figure-line" />
        <ViewChoice view={address.view} />
        <DownloadMenu items={state.items} facts={facts} />
        <button type="button" onClick={onNew}>
          New item
        </button>
      </header>
      <WhereForm
        {...{ facts, draft }}
        onDraft={(next) => setDraft({ ...draft, ...next })}
        onRead={read}
        isReading={state.status === 'reading'}
        onStop={() => held.stop()}
      />
      <div class={isWaiting(state, facts) ? 'items-area waiting' : 'items-area'}>
        {state.error === undefined ? null : <ErrorNote error={state.error} />}
        {state.items.length === 0 ? (
          <Nothing {...{ state, facts }} isWhole={address.where === ''} />
        ) : (
          <View
            key={id}
            {...{ facts }}
            items={state.items}
            onOpen={open}
            onNearEnd={() => {
              if (held.value.status === 'partial') void held.readPage();
            }}
          />
        )}
      </div>
      <ItemsFoot state={state} onReadOn={() => void held.readPage()} />
    </section>
  );
}

/** The first items are on their way, or about to be: a twin's are read without being asked for. */
function isWaiting({ items, status }: HeldState, { isTwin }: TableFacts): boolean {
  return items.length === 0 && (status === 'reading' || (status === 'unread' && isTwin));
}

function Nothing({ state, facts, isWhole }: { state: HeldState; facts: TableFacts; isWhole: boolean }) {
  return isWaiting(state, facts) || state.status === 'failed' ? null : (
    <NothingShown status={state.status} {...{ facts, isWhole }} />
  );
}

function ViewChoice({ view }: Pick<AddressState, 'view'>) {
  return (
    <fieldset class="choice">
      <legend class="unseen">How items are shown</legend>
      {(['table', 'tree'] as const).map((name) => (
        <label key={name}>
          <input type="radio" name="view" checked={name === view} onChange={() => goTo({ view: name })} />
          <span>{name === 'table' ? 'Table' : 'Tree'}</span>
        </label>
      ))}
    </fieldset>
  );
}
