import { useEffect, useRef, useState } from 'preact/hooks';
import type { CsvRequest, CsvResponse, TableFacts, TypedItem } from '../../dashboard/api-types.ts';
import { ApiError, apiErrorOf } from '../api/api-error.ts';
import { callApi } from '../api/call-api.ts';
import { ErrorNote } from '../page/error-note.tsx';
import { amountText } from '../page/number-text.ts';
import { VisibleText } from '../page/visible-text.tsx';

interface Props {
  items: readonly TypedItem[];
  facts: TableFacts;
}

/** Saves the items that were read as a file. The server makes the CSV, by the command line's own code. */
export function DownloadMenu({ items, facts }: Props) {
  const [notes, setNotes] = useState<readonly string[]>([]);
  const [error, setError] = useState<ApiError>();
  const [isMaking, setIsMaking] = useState(false);
  const shown = useRef(items);
  shown.current = items;
  // They are about the items of then.
  useEffect(() => {
    setNotes([]);
    setError(undefined);
  }, [items]);

  function saveLines(): void {
    const lines = items.map((item) => `${JSON.stringify(item)}\n`);
    saveFile(`${facts.tableName}.jsonl`, 'application/x-ndjson', lines);
  }

  async function saveCsv(): Promise<void> {
    setIsMaking(true);
    setError(undefined);
    try {
      const made = await callApi<CsvResponse>('POST', '/api/csv', { items } satisfies CsvRequest);
      saveFile(`${facts.tableName}.csv`, 'text/csv', [made.text]);
      if (shown.current === items) setNotes(made.notes);
    } catch (thrown) {
      setError(csvError(apiErrorOf(thrown), facts));
    } finally {
      setIsMaking(false);
    }
  }

  return (
    <details class="menu">
      <summary>Download</summary>
      <div class="menu-box">
        <p class="quiet">The {amountText(items.length, 'item')} that were read</p>
        <button type="button" disabled={items.length === 0} onClick={saveLines}>
          JSON Lines, typed
        </button>
        <button type="button" disabled={items.length === 0 || isMaking} onClick={() => void saveCsv()}>
          CSV
        </button>
        <div role="status">
          {notes.map((note) => (
            <p class="quiet" key={note}>
              <VisibleText text={note} />
            </p>
          ))}
        </div>
        {error === undefined ? null : <ErrorNote error={error} />}
      </div>
    </details>
  );
}

/** For more than the server takes, the command that writes all of the table. */
function csvError(error: ApiError, { commands }: TableFacts): ApiError {
  if (error.status !== 413) return error;
  const message = 'these items are too large for a download as CSV';
  const suggestions = [`to write the whole table to a file: ${commands.dumpCsv}`];
  return new ApiError(error.status, { error: { code: error.code, message, suggestions } });
}

function saveFile(name: string, type: string, parts: string[]): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(parts, { type }));
  link.download = name;
  link.click();
  // Only once the browser has begun to save it.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
