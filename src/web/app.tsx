import { useState } from 'preact/hooks';
import type { TableFacts, TypedItem, UsageResponse } from '../dashboard/api-types.ts';
import { callApi } from './api/call-api.ts';
import { usePolling } from './api/use-polling.ts';
import { saveItem } from './item/item-calls.ts';
import { ItemDialog } from './item/item-dialog.tsx';
import { NewItemDialog } from './item/new-item-dialog.tsx';
import { ItemsPanel } from './items/items-panel.tsx';
import { useHeldItems } from './items/use-held-items.ts';
import { PageFoot } from './page-foot.tsx';
import { PageHead } from './page-head.tsx';
import { SessionEnded } from './session-ended.tsx';
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

/** The page, once the session is open. */
export function App() {
  const facts = usePolling(
    'table',
    (signal) => callApi<TableFacts>('GET', '/api/table', undefined, signal),
    (value) => (value?.indexes.every(({ status }) => status === 'ACTIVE') ? MINUTE_MS : CHANGING_MS),
  );
  const { range } = useStore(address);
  const usage = usePolling(
    `usage ${range}`,
    (signal) => callApi<UsageResponse>('GET', `/api/usage?since=${range}`, undefined, signal),
    () => MINUTE_MS,
  );
  if (facts.value !== undefined) {
    return <Dashboard facts={facts.value} onFactsChanged={facts.refresh} usage={usage} />;
  }
  return facts.error === undefined ? null : <SessionEnded error={facts.error} />;
}

interface DashboardProps {
  facts: TableFacts;
  onFactsChanged: () => void;
  usage: ReturnType<typeof usePolling<UsageResponse>>;
}

function Dashboard({ facts, onFactsChanged, usage }: DashboardProps) {
  const shown = useStore(address);
  const held = useHeldItems(shown, facts.isTwin);
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
            onFactsChanged();
          }}
        />
      ) : null}
    </>
  );
}
