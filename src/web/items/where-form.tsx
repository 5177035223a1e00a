import type { TableFacts } from '../../dashboard/api-types.ts';
import { errorLocation } from '../page/error-location.ts';
import { ErrorNote } from '../page/error-note.tsx';
import { LocationNote } from '../page/location-note.tsx';
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

/** The conditions of the command line, the request that they become, and the button that sends it. */
export function WhereForm({ facts, draft, onDraft, onRead, isReading, onStop }: Props) {
  const { plan, error } = usePlan(draft);
  const location = error && errorLocation(error, draft.where);
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
          <span>Table or index</span>
          <select
            value={draft.index ?? '*'}
            onChange={({ currentTarget: { value } }) =>
              onDraft({ ...draft, index: value === '*' ? undefined : value })
            }
          >
            <option value="*">chosen by autodyne</option>
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
          <span>Descending order</span>
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
        {location === undefined ? null : <LocationNote text={draft.where} location={location} />}
        {error === undefined ? null : <ErrorNote error={error} />}
        {plan === undefined || error !== undefined ? null : <PlanLine plan={plan} />}
      </div>
    </form>
  );
}
