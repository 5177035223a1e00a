import type { ConflictBody } from '../../dashboard/api-types.ts';
import { ScrollArea } from '../page/scroll-area.tsx';
import { VisibleText } from '../page/visible-text.tsx';

interface Props {
  conflict: ConflictBody;
  /** What stands in the table, in the form that yours has; `undefined`: nothing. */
  theirs: string | undefined;
  yours: string;
  yoursLabel: string;
}

/** Both versions side by side; nothing was saved, and nothing is until somebody chooses. */
export function Conflict({ conflict, theirs, yours, yoursLabel }: Props) {
  return (
    <div class="conflict" role="alert">
      <p class="warning">
        <VisibleText text={conflict.error.message} />.
        {conflict.changed.length === 0 ? null : (
          <>
            {' '}
            Changed by someone else:{' '}
            <b>
              <VisibleText text={conflict.changed.join(', ')} />
            </b>
          </>
        )}
      </p>
      <div class="versions">
        <section>
          <h3>Theirs, now in the table</h3>
          {theirs === undefined ? (
            <p class="quiet">The item was deleted.</p>
          ) : (
            <Version text={theirs} other={yours} label="Theirs" />
          )}
        </section>
        <section>
          <h3>{yoursLabel}</h3>
          <Version text={yours} other={theirs ?? ''} label={yoursLabel} />
        </section>
      </div>
    </div>
  );
}

/** A text whose lines stand out where the other one does not have them. */
function Version({ text, other, label }: { text: string; other: string; label: string }) {
  const known = new Set(other.split('\n').map(contentOf));
  return (
    <ScrollArea class="version" label={label}>
      <pre>
        {text.split('\n').map((line, at) => {
          const isKnown = known.has(contentOf(line));
          return (
            // Lines have no other name.
            <div key={at} class={isKnown ? undefined : 'differs'}>
              {isKnown ? line : <mark>{line}</mark>}
            </div>
          );
        })}
      </pre>
    </ScrollArea>
  );
}

/** A comma at the end says where a member stands, not what it is. */
function contentOf(line: string): string {
  return line.trim().replace(/,$/, '');
}
