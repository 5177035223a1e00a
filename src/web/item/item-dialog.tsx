import { useEffect, useState } from 'preact/hooks';
import type { ConflictBody, SaveResponse, TableFacts, TypedItem } from '../../dashboard/api-types.ts';
import { type ApiError, apiErrorOf, conflictOf } from '../api/api-error.ts';
import { CopyButton } from '../page/command-text.tsx';
import { Dialog } from '../page/dialog.tsx';
import { ErrorNote } from '../page/error-note.tsx';
import { ScrollArea } from '../page/scroll-area.tsx';
import { VisibleText } from '../page/visible-text.tsx';
import { previewText, shownAttributes } from '../values/typed-values.ts';
import { ValueTree } from '../values/value-tree.tsx';
import { Conflict } from './conflict.tsx';
import { loadItem, removeItem } from './item-calls.ts';
import { ItemEditor } from './item-editor.tsx';
import { escapedJson, theirText } from './json-text.ts';
import { savedText } from './saved-text.ts';
import { WriteNote } from './write-note.tsx';

interface Props {
  facts: TableFacts;
  itemKey: TypedItem;
  onClose: () => void;
  onSaved: (item: TypedItem) => void;
  onDeleted: (item: TypedItem) => void;
  onUnlock: () => void;
}

interface Loaded {
  item: TypedItem;
  plain: string;
}

/** An item that was opened: its attributes with their types, to be edited or deleted. */
export function ItemDialog({ facts, itemKey, onClose, onSaved, onDeleted, onUnlock }: Props) {
  const [loaded, setLoaded] = useState<Loaded | null | undefined>();
  const [isEditing, setEditing] = useState(false);
  const [note, setNote] = useState('');
  const [error, setError] = useState<ApiError | undefined>();
  const [conflict, setConflict] = useState<ConflictBody | undefined>();
  const id = JSON.stringify(itemKey);

  async function load(): Promise<void> {
    try {
      const { Item, plain } = await loadItem(itemKey);
      setLoaded(Item === null || plain === null ? null : { item: Item, plain });
      setConflict(undefined);
      setError(undefined);
    } catch (caught) {
      setError(apiErrorOf(caught));
    }
  }

  // Another key is another item.
  useEffect(() => void load(), [id]);

  async function remove(item: TypedItem): Promise<void> {
    try {
      onDeleted((await removeItem(item)).Item);
    } catch (caught) {
      setConflict(conflictOf(caught));
      setError(apiErrorOf(caught));
    }
  }

  function saved({ Item, plain, changed }: SaveResponse): void {
    setLoaded({ item: Item, plain });
    setEditing(false);
    setNote(savedText(changed));
    setError(undefined);
    setConflict(undefined);
    onSaved(Item);
  }

  return (
    <Dialog title={<VisibleText text={previewText({ M: itemKey })} />} onClose={onClose}>
      <WriteNote facts={facts} onUnlock={onUnlock} />
      {error === undefined ? null : <ErrorNote error={error} />}
      {loaded === undefined && error === undefined ? <p class="quiet">Reading …</p> : null}
      {loaded === null ? (
        <div class="empty">
          <h3>There is no such item</h3>
          <p>It was deleted, or it never existed.</p>
        </div>
      ) : null}
      {loaded && conflict !== undefined ? (
        <>
          <Conflict
            conflict={conflict}
            theirs={theirText(conflict, 'plain')}
            yours={escapedJson(loaded.plain)}
            yoursLabel="As it was read"
          />
          <div class="actions">
            <button type="button" onClick={() => void load()}>
              Read again
            </button>
          </div>
        </>
      ) : null}
      {loaded && conflict === undefined && isEditing ? (
        <ItemEditor
          {...{ facts }}
          before={loaded.item}
          plain={loaded.plain}
          onSaved={saved}
          onTheirs={(item, plain) => {
            setEditing(false);
            if (item === null || plain === null) setLoaded(null);
            else setLoaded({ item, plain });
          }}
          onCancel={() => setEditing(false)}
        />
      ) : null}
      {loaded && conflict === undefined && !isEditing ? (
        <>
          <div class="actions">
            <button type="button" class="primary" onClick={() => setEditing(true)}>
              Edit
            </button>
            <button type="button" class="danger" onClick={() => void remove(loaded.item)}>
              Delete
            </button>
            <CopyButton text={loaded.plain} what="the JSON" />
            <p class="saved" role="status">
              <VisibleText text={note} />
            </p>
          </div>
          <ScrollArea class="item-body" label="Attributes">
            <ValueTree members={shownAttributes(loaded.item, facts)} />
          </ScrollArea>
        </>
      ) : null}
    </Dialog>
  );
}
