import { useState } from 'preact/hooks';
import type { TypedItem } from '../dashboard/api-types.ts';
import { type ApiError, apiErrorOf } from './api/api-error.ts';
import { ErrorNote } from './page/error-note.tsx';
import { VisibleText } from './page/visible-text.tsx';
import { previewText } from './values/typed-values.ts';

interface Props {
  /** The key of the item that was deleted. */
  name: TypedItem;
  onUndo: () => Promise<void>;
  onDismiss: () => void;
}

/** Says that an item was deleted, and puts it back; stays until it is dismissed. */
export function UndoNote({ name, onUndo, onDismiss }: Props) {
  const [error, setError] = useState<ApiError | undefined>();
  return (
    <div class="undo" role="status">
      <span>
        Deleted <VisibleText text={previewText({ M: name }, 60)} />
      </span>
      <button
        type="button"
        class="primary small"
        onClick={() => void onUndo().catch((caught: unknown) => setError(apiErrorOf(caught)))}
      >
        Undo
      </button>
      <button type="button" class="small" onClick={onDismiss}>
        Dismiss
      </button>
      {error === undefined ? null : <ErrorNote error={error} />}
    </div>
  );
}
