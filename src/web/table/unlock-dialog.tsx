import { useState } from 'preact/hooks';
import type { UnlockRequest, UnlockResponse } from '../../dashboard/api-types.ts';
import { type ApiError, apiErrorOf } from '../api/api-error.ts';
import { callApi } from '../api/call-api.ts';
import { Dialog } from '../page/dialog.tsx';
import { ErrorNote } from '../page/error-note.tsx';
import { VisibleText } from '../page/visible-text.tsx';

interface Props {
  tableName: string;
  onUnlocked: () => void;
  onClose: () => void;
}

/** Asks for the table's name before anything can be written to a table that is no twin's. */
export function UnlockDialog({ tableName, onUnlocked, onClose }: Props) {
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<ApiError | undefined>();
  async function unlock(event: Event): Promise<void> {
    event.preventDefault();
    try {
      const request: UnlockRequest = { tableName: typed };
      await callApi<UnlockResponse>('POST', '/api/unlock', request);
      onUnlocked();
    } catch (caught) {
      setError(apiErrorOf(caught));
    }
  }
  return (
    <Dialog title="Unlock writing" onClose={onClose} isSmall>
      <form onSubmit={(event) => void unlock(event)}>
        <p>
          This is not a local twin: what you change here is changed in the table{' '}
          <b>
            <VisibleText text={tableName} />
          </b>
          . To put, edit and delete items until the dashboard is stopped, type the name of the table.
        </p>
        <label class="field">
          <span>Name of the table</span>
          <input
            class="mono"
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
            autocomplete="off"
            spellcheck={false}
          />
        </label>
        {error === undefined ? null : <ErrorNote error={error} />}
        <div class="actions">
          <button type="submit" class="primary">
            Unlock
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
