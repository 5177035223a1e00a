import { countOf, countText } from '../../lib/errors/count-text.ts';
import type { ChangeEvent } from '../../lib/indexes/change-indexes.ts';
import { changedIndex } from '../../lib/indexes/index-request.ts';
import type { IndexSample, LeftOutReason } from '../../lib/indexes/index-sample.ts';
import type { IndexSpec } from '../../lib/indexes/index-spec.ts';
import type { WatchProgress } from '../../lib/indexes/watch-index.ts';
import { requestUnits } from '../../lib/usage/unit-meter.ts';
import { cleanText } from './clean-text.ts';

/**
 * Tells how far an index is: on a terminal one line that is written over, elsewhere a line for each new phase.
 * @param write takes the text as it is, line breaks included
 */
export class IndexProgress {
  readonly #write: (text: string) => void;
  readonly #isTerminal: boolean;
  #shown = '';

  constructor(write: (text: string) => void, isTerminal: boolean) {
    this.#write = write;
    this.#isTerminal = isTerminal;
  }

  /** Each look at the table. */
  onProgress = ({ indexName, phase, elapsedMs }: WatchProgress): void => {
    const what = `${indexName}: ${phase}`;
    const text = cleanText(`${what}, ${elapsedText(elapsedMs)}`);
    if (this.#isTerminal) this.#write(`\r\u001b[K${text}`);
    else if (what !== this.#shown) this.#write(`${text}\n`);
    this.#shown = what;
  };

  /** Each step of each change. */
  onChange = ({ change, what }: ChangeEvent): void => {
    const name = changedIndex(change);
    const verb = change.kind === 'create' ? 'create' : 'delete';
    const texts = {
      already:
        change.kind === 'create' ? `${name}: is there already, as asked` : `${name}: is not there any more`,
      sent: `${name}: asked to ${verb} it`,
      'table busy': `${name}: the table is busy with another change, waiting for it`,
      done: undefined,
    };
    const text = texts[what];
    if (what === 'done') this.end();
    if (text !== undefined) this.#write(`${cleanText(text)}\n`);
  };

  /** Ends the line that is written over, so that what comes next begins on one of its own. */
  end = (): void => {
    if (this.#isTerminal && this.#shown !== '') this.#write('\n');
    this.#shown = '';
  };
}

/** `7 s`, `3 min 7 s`, `2 h 3 min`. */
export function elapsedText(elapsedMs: number): string {
  const seconds = Math.round(elapsedMs / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** What a sample says of an index, line by line. */
export function sampleLines(spec: IndexSpec, sample: IndexSample): string[] {
  const { sampledItems, isWhole, tableItems, backfillWriteUnits } = sample;
  const of = isWhole ? 'all' : `of about ${countText(tableItems)}`;
  const units = requestUnits({ read: 0, write: backfillWriteUnits });
  return [
    `${spec.name}: looked at ${countOf(sampledItems, 'item')} (${of})`,
    ...sample.leftOut.map(({ attribute, reason, items }) =>
      cleanText(`  ${countText(items)} ${leftOutText(spec, attribute, reason)}`),
    ),
    `  filling it takes about ${countOf(backfillWriteUnits, 'write unit')} (${countOf(units, 'request unit')})`,
  ];
}

function leftOutText(spec: IndexSpec, attribute: string, reason: LeftOutReason): string {
  const type = [...spec.partitionKeys, ...spec.sortKeys].find((key) => key.name === attribute)?.type;
  const refused = 'will not be in it, and refused when written again';
  switch (reason) {
    case 'missing':
      return `without "${attribute}": will not be in it`;
    case 'wrong type':
      return `with "${attribute}" of another type than ${type}: ${refused}`;
    case 'empty':
      return `with an empty "${attribute}": ${refused}`;
    case 'too long':
      return `with a "${attribute}" too long for a key: ${refused}`;
  }
}
