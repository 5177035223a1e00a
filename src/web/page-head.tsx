import { useEffect } from 'preact/hooks';
import type { TableFacts } from '../dashboard/api-types.ts';
import { VisibleText, visibleText } from './page/visible-text.tsx';

/** The table's name and region, and its lock. */
export function PageHead({ facts, onUnlock }: { facts: TableFacts; onUnlock: () => void }) {
  useEffect(() => {
    document.title = `${visibleText(facts.tableName)} · autodyne`;
  }, [facts.tableName]);
  return (
    <header class="page-head">
      <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" />
        <path d="M7 23V16M13 23V9M19 23V13M25 23V18" />
      </svg>
      <span class="brand">autodyne</span>
      <h1>
        <VisibleText text={facts.tableName} />
      </h1>
      <span class="badge">{facts.isTwin ? 'local twin' : facts.region}</span>
      {facts.isReadOnly ? <span class="badge strong">read-only</span> : null}
      {facts.isLocked && !facts.isReadOnly ? (
        <button type="button" class="badge strong" onClick={onUnlock}>
          locked: unlock writing
        </button>
      ) : null}
    </header>
  );
}
