import type { TableFacts } from '../../dashboard/api-types.ts';

/** Why writing will be refused, where it will. The server refuses; nothing here stands in for that. */
export function WriteNote({ facts, onUnlock }: { facts: TableFacts; onUnlock: () => void }) {
  if (facts.isReadOnly) {
    return (
      <p class="warning">
        Read-only: the client refuses every write. Without <code>--read-only</code> and{' '}
        <code>AUTODYNE_READONLY</code> the dashboard can save.
      </p>
    );
  }
  if (!facts.isLocked) return null;
  return (
    <p class="warning">
      Locked: writing to this table is refused until its name was typed.{' '}
      <button type="button" class="link" onClick={onUnlock}>
        Unlock writing
      </button>
    </p>
  );
}
