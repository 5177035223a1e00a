import type { KeyFact, TableFacts } from '../../dashboard/api-types.ts';
import { bytesText, numberText } from '../page/number-text.ts';
import { isoTimeText } from '../page/time-text.ts';
import { VisibleText } from '../page/visible-text.tsx';

/** What the table is: keys, size, and how old the count of its items is. */
export function FactsPanel({ facts }: { facts: TableFacts }) {
  return (
    <section class="card facts" aria-labelledby="facts-heading">
      <h2 id="facts-heading">Table</h2>
      <dl>
        <dt>Partition key</dt>
        <dd>
          <Key fact={facts.partitionKey} />
        </dd>
        <dt>Sort key</dt>
        <dd>{facts.sortKey === null ? <span class="quiet">none</span> : <Key fact={facts.sortKey} />}</dd>
        <dt>Items</dt>
        <dd>
          {numberText(facts.itemCount)}{' '}
          <span class="quiet">{facts.isCountCurrent ? 'current' : 'up to 6 hours old'}</span>
        </dd>
        <dt>Size</dt>
        <dd>
          {facts.isTwin && facts.sizeBytes === 0 ? (
            <span class="quiet">not reported by the local twin</span>
          ) : (
            bytesText(facts.sizeBytes)
          )}
        </dd>
        <dt>Status</dt>
        <dd>
          <Status status={facts.status} />
        </dd>
        <dt>Created</dt>
        <dd>{facts.createdAt === null ? 'unknown' : `${isoTimeText(facts.createdAt)} UTC`}</dd>
        <dt>Region</dt>
        <dd>{facts.region}</dd>
        <dt>Endpoint</dt>
        <dd class="endpoint">{facts.endpoint ?? 'AWS'}</dd>
      </dl>
    </section>
  );
}

/** A key attribute with its type. */
export function Key({ fact }: { fact: KeyFact }) {
  return (
    <span class="key">
      <VisibleText text={fact.name} /> <span class={`type type-${fact.type}`}>{fact.type}</span>
    </span>
  );
}

/** A status as DescribeTable has it; the dot says it too, to those who see it. */
export function Status({ status }: { status: string }) {
  return <span class={status === 'ACTIVE' ? 'status active' : 'status'}>{status}</span>;
}
