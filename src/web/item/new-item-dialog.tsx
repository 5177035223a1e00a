import type { SaveResponse, TableFacts } from '../../dashboard/api-types.ts';
import { Dialog } from '../page/dialog.tsx';
import { keyFacts } from '../values/typed-values.ts';
import { ItemEditor } from './item-editor.tsx';
import { WriteNote } from './write-note.tsx';

interface Props {
  facts: TableFacts;
  onClose: () => void;
  onSaved: (response: SaveResponse) => void;
  onUnlock: () => void;
}

/** A new item, which is put unless one has its key. */
export function NewItemDialog({ facts, onClose, onSaved, onUnlock }: Props) {
  return (
    <Dialog title="New item" onClose={onClose}>
      <WriteNote facts={facts} onUnlock={onUnlock} />
      <ItemEditor
        {...{ facts, onSaved }}
        before={null}
        plain={emptyItem(facts)}
        onTheirs={onClose}
        onCancel={onClose}
      />
    </Dialog>
  );
}

/** The key attributes, to be filled in. */
function emptyItem(facts: TableFacts): string {
  const empty = { S: '""', N: '0', B: '{"$binary":""}' };
  const members = keyFacts(facts).map(({ name, type }) => `  ${JSON.stringify(name)}: ${empty[type]}`);
  return `{\n${members.join(',\n')}\n}`;
}
