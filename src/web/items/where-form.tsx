import type { TableFacts } from '../../dashboard/api-types.ts';
import { ErrorNote } from '../page/error-note.tsx';
import { visibleText } from '../page/visible-text.tsx';
import { PlanLine } from './plan-line.tsx';
import type { Question } from './question.ts';
import { usePlan } from './use-plan.ts';

interface Props {
  facts: TableFacts;
  draft: Question;
  onDraft: (draft: Question) => void;
  onRead: () => void;
  isReading: boolean;
  onStop: () => void;
}

/** WHERE args as on the command line, what they would ask of DynamoDB, and the button that sends it. */
export function WhereForm({ facts, draft, onDraft, onRead, isReading, onStop }: Props) {
  const { plan, error } = usePlan(draft);
  return (
    <form
      class="where"
      onSubmit={(event) => {
        event.preventDefault();
        onRead();
      }}
    >
      <div class="where-fields">
        <label class="field grow">
          <span>
            Conditions <small>as on the command line</small>
          </span>
          <input
            id="where"
            class="mono"
            value={draft.where}
            placeholder={`${facts.partitionKey.name}=…  Year.gte:=2010  Title.begins_with=Call`}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            aria-invalid={error !== undefined}
            aria-describedby="where-plan"
            onInput={(event) => onDraft({ ...draft, where: event.currentTarget.value })}
          />
        </label>
        <label class="field">
          <span>Ask</span>
          <select
            value={draft.index ?? '*'}
            onChange={({ currentTarget: { value } }) =>
              onDraft({ ...draft, index: value === '*' ? undefined : value })
            }
          >
            <option value="*">table or index, chosen for you</option>
            {facts.indexes.map(({ name }) => (
              <option key={name} value={name}>
                index {visibleText(name)}
              </option>
            ))}
          </select>
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={draft.reverse}
            onChange={(event) => onDraft({ ...draft, reverse: event.currentTarget.checked })}
          />
          <span>Last first</span>
        </label>
        {isReading ? (
          <button type="button" onClick={onStop}>
            Stop
          </button>
        ) : (
          <button type="submit" class="primary">
            Read
          </button>
        )}
      </div>
      <div id="where-plan" class="where-plan">
        {error === undefined ? null : <ErrorNote error={error} />}
        {plan === undefined || error !== undefined ? null : <PlanLine plan={plan} />}
      </div>
    </form>
  );
}
