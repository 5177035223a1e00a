import type { TableFacts } from '../../dashboard/api-types.ts';

/** Why writing will be refused, where it will. The server refuses; nothing here stands in for that. */
export function WriteNote({ facts, onUnlock }: { facts: TableFacts; onUnlock: () => void }) {
  if (facts.isReadOnly) {
    return (
      <p class="warning">
        Read-only: the client refuses every write. To allow writing, start the dashboard without{' '}
        <code>--read-only</code> and without <code>AUTODYNE_READONLY</code>.
      </p>
    );
  }
  if (!facts.isLocked) return null;
  return (
    <p class="warning">
      Locked: writing to this table is refused until you type its name.{' '}
      <button type="button" class="link" onClick={onUnlock}>
        Unlock writing
      </button>
    </p>
  );
}
