import { useEffect, useState } from 'preact/hooks';
import type { TableFacts, TypedItem, UsageResponse } from '../dashboard/api-types.ts';
import { callApi } from './api/call-api.ts';
import { keepTable } from './api/session.ts';
import { usePolling } from './api/use-polling.ts';
import { saveItem } from './item/item-calls.ts';
import { ItemDialog } from './item/item-dialog.tsx';
import { NewItemDialog } from './item/new-item-dialog.tsx';
import { ItemsPanel } from './items/items-panel.tsx';
import { useHeldItems } from './items/use-held-items.ts';
import { ErrorNote } from './page/error-note.tsx';
import { PageFoot } from './page-foot.tsx';
import { PageHead } from './page-head.tsx';
import { address, goTo } from './state/address.ts';
import { useStore } from './state/store.ts';
import { FactsPanel } from './table/facts-panel.tsx';
import { IndexPanel } from './table/index-panel.tsx';
import { UnlockDialog } from './table/unlock-dialog.tsx';
import { UndoNote } from './undo-note.tsx';
import { PlanPanel } from './usage/plan-panel.tsx';
import { UsagePanel } from './usage/usage-panel.tsx';
import { keyOfItem } from './values/typed-values.ts';

const MINUTE_MS = 60_000;
/** An index that is being made is looked at so often. */
const CHANGING_MS = 10_000;

/** The page, once the session is open. @param table as it was seen last */
export function App({ table }: { table: TableFacts }) {
  const shown = useStore(address);
  // The rows are what a person waits for, so they are requested first.
  const held = useHeldItems(shown, table.isTwin);
  const { value: facts, ...polled } = usePolling(
    'table',
    table,
    (signal) => callApi<TableFacts>('GET', '/api/table', undefined, signal),
    ({ indexes }) => (indexes.every(({ status }) => status === 'ACTIVE') ? MINUTE_MS : CHANGING_MS),
  );
  const usage = usePolling<UsageResponse, undefined>(
    `usage ${shown.range}`,
    undefined,
    (signal) => callApi<UsageResponse>('GET', `/api/usage?since=${shown.range}`, undefined, signal),
    () => MINUTE_MS,
  );
  useEffect(() => keepTable(facts), [facts]);
  const [isNew, setNew] = useState(false);
  const [isUnlocking, setUnlocking] = useState(false);
  const [deleted, setDeleted] = useState<TypedItem | undefined>();
  const onUnlock = () => setUnlocking(true);
  const isSame = (item: TypedItem) => (other: TypedItem) =>
    JSON.stringify(keyOfItem(item, facts)) === JSON.stringify(keyOfItem(other, facts));

  async function undo(item: TypedItem): Promise<void> {
    const { Item } = await saveItem({ before: null, after: item });
    held.add(Item);
    setDeleted(undefined);
  }

  return (
    <>
      <a class="skip" href="#items">
        Skip to the items
      </a>
      <PageHead facts={facts} onUnlock={onUnlock} />
      {polled.error === undefined ? null : (
        <div class="page-note">
          <ErrorNote error={polled.error} />
        </div>
      )}
      <main>
        <UsagePanel polled={usage} range={shown.range} />
        <div class="side">
          <PlanPanel usage={usage.value} />
          <FactsPanel facts={facts} />
        </div>
        <ItemsPanel {...{ facts, held }} address={shown} onNew={() => setNew(true)} />
        <IndexPanel facts={facts} />
      </main>
      <PageFoot />
      {deleted === undefined ? null : (
        <UndoNote
          name={keyOfItem(deleted, facts) ?? deleted}
          onUndo={() => undo(deleted)}
          onDismiss={() => setDeleted(undefined)}
        />
      )}
      {shown.key === undefined ? null : (
        <ItemDialog
          {...{ facts, onUnlock }}
          itemKey={shown.key}
          onClose={() => goTo({ key: undefined })}
          onSaved={(item) => held.replace(isSame(item), item)}
          onDeleted={(item) => {
            held.replace(isSame(item), undefined);
            setDeleted(item);
            goTo({ key: undefined });
          }}
        />
      )}
      {isNew ? (
        <NewItemDialog
          {...{ facts, onUnlock }}
          onClose={() => setNew(false)}
          onSaved={({ Item }) => {
            held.add(Item);
            setNew(false);
          }}
        />
      ) : null}
      {isUnlocking ? (
        <UnlockDialog
          tableName={facts.tableName}
          onClose={() => setUnlocking(false)}
          onUnlocked={() => {
            setUnlocking(false);
            polled.refresh();
          }}
        />
      ) : null}
    </>
  );
}
