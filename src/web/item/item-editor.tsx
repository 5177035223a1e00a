import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type {
  ConflictBody,
  SaveRequest,
  SaveResponse,
  TableFacts,
  TypedItem,
} from '../../dashboard/api-types.ts';
import { type ApiError, apiErrorOf, conflictOf } from '../api/api-error.ts';
import { errorLocation, offsetOf } from '../page/error-location.ts';
import { ErrorNote } from '../page/error-note.tsx';
import { LocationNote } from '../page/location-note.tsx';
import { Conflict } from './conflict.tsx';
import { saveItem } from './item-calls.ts';
import { escapedJson, type JsonForm, theirText, typedText } from './json-text.ts';

interface Props {
  facts: TableFacts;
  /** `null` for a new item. */
  before: TypedItem | null;
  plain: string;
  onSaved: (response: SaveResponse) => void;
  /** The edit was given up for what stands in the table now; `null`: nothing does. */
  onTheirs: (item: TypedItem | null, plain: string | null) => void;
  onCancel: () => void;
}

/** An item as text, plain or typed JSON. The server reads it, and saves what differs from what was read. */
export function ItemEditor({ before, plain, onSaved, onTheirs, onCancel }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [form, setForm] = useState<JsonForm>('plain');
  const original = form === 'plain' ? escapedJson(plain) : before === null ? '{\n}' : typedText(before);
  /** What was typed; nothing yet, or not since the form was changed. */
  const [typed, setTyped] = useState<string | undefined>();
  const text = typed ?? original;
  const [error, setError] = useState<ApiError | undefined>();
  const [conflict, setConflict] = useState<ConflictBody | undefined>();
  const location = error && errorLocation(error, text);

  // Before anything can be typed, which would go elsewhere.
  useLayoutEffect(() => field.current?.focus(), []);

  async function save(how: Pick<SaveRequest, 'before' | 'over'>): Promise<void> {
    const after = form === 'plain' ? { afterPlain: text } : { afterTyped: text };
    const request: SaveRequest = { ...how, ...after };
    try {
      onSaved(await saveItem(request));
    } catch (caught) {
      const failure = apiErrorOf(caught);
      setConflict(conflictOf(caught));
      setError(failure);
      const found = errorLocation(failure, text);
      if (found === undefined || field.current === null) return;
      const offset = offsetOf(text, found);
      field.current.focus();
      field.current.setSelectionRange(offset, offset + 1);
    }
  }

  if (conflict !== undefined) {
    return (
      <>
        <Conflict conflict={conflict} theirs={theirText(conflict, form)} yours={text} yoursLabel="Yours" />
        <div class="actions">
          <button type="button" onClick={() => setConflict(undefined)}>
            Back to editing
          </button>
          <button type="button" onClick={() => onTheirs(conflict.theirs, conflict.theirsPlain)}>
            Keep theirs
          </button>
          {conflict.theirs === null ? (
            <button type="button" class="danger" onClick={() => void save({ before: null })}>
              Put yours as a new item
            </button>
          ) : (
            <SaveOver theirs={conflict.theirs} onSave={(over) => void save({ before, over })} />
          )}
        </div>
      </>
    );
  }
  return (
    <form
      class="editor"
      onSubmit={(event) => {
        event.preventDefault();
        void save({ before });
      }}
    >
      <FormChoice
        form={form}
        isChanged={text !== original}
        onForm={(next) => {
          // Another form shows the item as it was read.
          setTyped(undefined);
          setForm(next);
        }}
      />
      <label class="field">
        <span class="unseen">The item as {form} JSON</span>
        <textarea
          ref={field}
          class="mono"
          rows={18}
          spellcheck={false}
          autocapitalize="off"
          value={text}
          aria-invalid={error !== undefined}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            void save({ before });
          }}
        />
      </label>
      {location === undefined ? null : <LocationNote text={text} location={location} />}
      {error === undefined ? null : <ErrorNote error={error} />}
      <div class="actions">
        <button type="submit" class="primary">
          {before === null ? 'Put' : 'Save'}
        </button>
        <button type="button" onClick={onCancel}>
          Cancel
        </button>
        <span class="quiet">
          {before === null
            ? 'The item is put only if no other item has this key.'
            : 'Only changed attributes are written, and only if nobody else changed them. To save: Ctrl+Enter.'}
        </span>
      </div>
    </form>
  );
}

function SaveOver({ theirs, onSave }: { theirs: TypedItem; onSave: (theirs: TypedItem) => void }) {
  return (
    <>
      <button type="button" class="danger" onClick={() => onSave(theirs)}>
        Save your changes over theirs
      </button>
      <span class="quiet">Only the attributes that you changed are written; all others stay as theirs.</span>
    </>
  );
}

interface FormChoiceProps {
  form: JsonForm;
  isChanged: boolean;
  onForm: (form: JsonForm) => void;
}

function FormChoice({ form, isChanged, onForm }: FormChoiceProps) {
  return (
    <fieldset class="choice" disabled={isChanged}>
      <legend class="unseen">Form of the JSON</legend>
      {(['plain', 'typed'] as const).map((name) => (
        <label key={name}>
          <input type="radio" name="form" checked={name === form} onChange={() => onForm(name)} />
          <span>{name === 'plain' ? 'Plain JSON' : 'Typed JSON'}</span>
        </label>
      ))}
      {isChanged ? <span class="quiet">to change the form, save or cancel first</span> : null}
    </fieldset>
  );
}
