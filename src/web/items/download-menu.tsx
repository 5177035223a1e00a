import { useState } from 'preact/hooks';
import type { TableFacts, TypedItem } from '../../dashboard/api-types.ts';
import { amountText } from '../page/number-text.ts';
import { VisibleText } from '../page/visible-text.tsx';
import { csvText, lostColumns } from './csv-text.ts';

interface Props {
  items: readonly TypedItem[];
  facts: TableFacts;
}

/** Saves the items that were read as a file. CSV has no form for sets, lists, maps and binary: they are left out by name only. */
export function DownloadMenu({ items, facts }: Props) {
  const [lost, setLost] = useState<readonly string[]>([]);

  function saveLines(): void {
    const lines = items.map((item) => `${JSON.stringify(item)}\n`);
    saveFile(`${facts.tableName}.jsonl`, 'application/x-ndjson', lines);
  }

  function saveCsv(without: readonly string[]): void {
    const found = lostColumns(items, facts).filter((name) => !without.includes(name));
    setLost(found);
    if (found.length === 0) saveFile(`${facts.tableName}.csv`, 'text/csv', [csvText(items, facts, without)]);
  }

  return (
    <details class="menu">
      <summary>Download</summary>
      <div class="menu-box">
        <p class="quiet">The {amountText(items.length, 'item')} that were read</p>
        <button type="button" disabled={items.length === 0} onClick={saveLines}>
          JSON Lines, typed
        </button>
        <button type="button" disabled={items.length === 0} onClick={() => saveCsv([])}>
          CSV
        </button>
        {lost.length === 0 ? null : (
          <div class="error" role="alert">
            <p>
              CSV cannot keep the type of <VisibleText text={lost.join(', ')} />. JSON Lines keeps everything.
            </p>
            <button type="button" class="small" onClick={() => saveCsv(lost)}>
              CSV without {lost.length === 1 ? 'it' : 'them'}
            </button>
          </div>
        )}
      </div>
    </details>
  );
}

function saveFile(name: string, type: string, parts: string[]): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(parts, { type }));
  link.download = name;
  link.click();
  // Only once the browser has begun to save it.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
