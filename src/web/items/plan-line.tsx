import type { PlanResponse } from '../../dashboard/api-types.ts';
import { CommandText } from '../page/command-text.tsx';
import { ScrollArea } from '../page/scroll-area.tsx';
import { VisibleText } from '../page/visible-text.tsx';

/** The request before it is sent: why it is this one, about what it costs, and the command that sends the same. */
export function PlanLine({ plan }: { plan: PlanResponse }) {
  const requests = [plan.request, ...(plan.others ?? [])];
  const summary = requests.length === 1 ? 'The request' : `The ${requests.length} requests`;
  return (
    <div class="plan-line">
      <p>
        <span class={plan.operation === 'Scan' ? 'operation scan' : 'operation'}>{plan.operation}</span>{' '}
        {plan.index === null ? (
          'of the table'
        ) : (
          <>
            of index <VisibleText text={plan.index} />
          </>
        )}
        <span class="cost">costs {plan.estimate.text}</span>
      </p>
      {plan.why.length === 0 ? null : (
        <ul class="why">
          {plan.why.map((reason) => (
            <li key={reason}>
              <VisibleText text={reason} />
            </li>
          ))}
        </ul>
      )}
      {plan.notes.map((note) => (
        <p key={note} class="warning">
          <VisibleText text={note} />
        </p>
      ))}
      <CommandText command={plan.commandLine} />
      <details>
        <summary>{summary}</summary>
        <ScrollArea label={summary}>
          {requests.map((request) => (
            <pre key={JSON.stringify(request)}>
              <RequestText request={request} />
            </pre>
          ))}
        </ScrollArea>
      </details>
    </div>
  );
}

function RequestText({ request }: { request: PlanResponse['request'] }) {
  // Line by line: a line break of the layout is none of a value's.
  return (
    <>
      {JSON.stringify(request, null, 2)
        .split('\n')
        .map((line, at) => (
          // Lines have no other name.
          <div key={at}>
            <VisibleText text={line} />
          </div>
        ))}
    </>
  );
}
