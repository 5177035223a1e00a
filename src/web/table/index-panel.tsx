import type { IndexFact, KeyFact, TableFacts } from '../../dashboard/api-types.ts';
import { CommandText } from '../page/command-text.tsx';
import { bytesText, numberText } from '../page/number-text.ts';
import { ScrollArea } from '../page/scroll-area.tsx';
import { VisibleText } from '../page/visible-text.tsx';
import { Key, Status } from './facts-panel.tsx';

/** The table's secondary indexes with their status; without any, how the first one is made. */
export function IndexPanel({ facts }: { facts: TableFacts }) {
  return (
    <section class="card indexes" aria-labelledby="indexes-heading">
      <header class="card-head">
        <h2 id="indexes-heading">Indexes</h2>
        <p class="figure-line">{facts.indexes.length === 0 ? '' : numberText(facts.indexes.length)}</p>
      </header>
      {facts.indexes.length === 0 ? (
        <div class="empty">
          <h3>No index yet</h3>
          <p>
            With an index you can query by an attribute other than <b>{facts.partitionKey.name}</b>, instead
            of scanning:
          </p>
          <CommandText command={facts.commands.createIndex} />
        </div>
      ) : (
        <ScrollArea label="All indexes">
          <table>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Status</th>
                <th scope="col">Partition key</th>
                <th scope="col">Sort key</th>
                <th scope="col">Projection</th>
                <th scope="col" class="number">
                  Items
                </th>
                <th scope="col" class="number">
                  Size
                </th>
              </tr>
            </thead>
            <tbody>
              {facts.indexes.map((index) => (
                <IndexRow key={index.name} index={index} isTwin={facts.isTwin} />
              ))}
            </tbody>
          </table>
        </ScrollArea>
      )}
    </section>
  );
}

function IndexRow({ index, isTwin }: { index: IndexFact; isTwin: boolean }) {
  // The twin's engine reports neither.
  const isCounted = !isTwin || index.itemCount > 0;
  return (
    <tr>
      <th scope="row">
        <VisibleText text={index.name} /> <span class="quiet">{index.kind}</span>
      </th>
      <td>
        <Status status={index.status} />
        {index.backfilling ? <span class="quiet"> backfilling</span> : null}
      </td>
      <td>
        <Keys facts={index.partitionKeys} />
      </td>
      <td>
        <Keys facts={index.sortKeys} />
      </td>
      <td>{projectionText(index)}</td>
      <td class="number">{isCounted ? numberText(index.itemCount) : 'not reported'}</td>
      <td class="number">{isCounted ? bytesText(index.sizeBytes) : 'not reported'}</td>
    </tr>
  );
}

/** An index can have several of each kind. */
function Keys({ facts }: { facts: readonly KeyFact[] }) {
  if (facts.length === 0) return <span class="quiet">none</span>;
  return (
    <>
      {facts.map((fact) => (
        <Key key={fact.name} fact={fact} />
      ))}
    </>
  );
}

function projectionText({ projection, projectedAttributes }: IndexFact) {
  if (projection === 'ALL') return 'all attributes';
  if (projection === 'KEYS_ONLY') return 'keys only';
  return <VisibleText text={`keys, ${projectedAttributes.join(', ')}`} />;
}
