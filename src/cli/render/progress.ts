import { countOf } from '../../lib/errors/count-text.ts';
import { durationText } from '../../lib/errors/duration-text.ts';
import { cleanText } from './clean-text.ts';
import { writeStderr } from './output.ts';
import { palette } from './palette.ts';
import { sizeText } from './size-text.ts';

export interface ProgressFacts {
  itemCount: number;
  sizeBytes?: number;
  units?: number;
  /** The expected total, for the bar and the time left. */
  totalItems?: number | undefined;
}

const REDRAW_MS = 100;
const LINE_EVERY_MS = 10_000;
const BAR_WIDTH = 24;
/** A narrower bar is not drawn. */
const LEAST_BAR_WIDTH = 6;

/**
 * Progress on stderr, of work that counts items (`update`) or has phases (`phase`). On a terminal, one line that is
 * overwritten; otherwise a line every ten seconds, or one for each phase. For items, nothing is shown in the first 0.1 s.
 */
export class Progress {
  readonly #verb: string;
  readonly #isTerminal = process.stderr.isTTY === true;
  readonly #startedAt = Date.now();
  #drawnAt = Date.now();
  #isDrawn = false;
  #throttles = 0;
  #note = '';
  #phase = '';

  /** @param verb such as `dumping`; not used for phases */
  constructor(verb = '') {
    this.#verb = verb;
  }

  update(facts: ProgressFacts): void {
    const now = Date.now();
    if (now - this.#drawnAt < (this.#isTerminal ? REDRAW_MS : LINE_EVERY_MS)) return;
    this.#drawnAt = now;
    const line = progressLine(this.#verb, facts, now - this.#startedAt) + this.#note;
    this.#draw(this.#isTerminal ? progressBar(facts, terminalColumns() - line.length) + line : line);
  }

  /** Shows a phase and how long the work has taken. */
  phase(text: string, elapsedMs: number): void {
    const line = cleanText(`${text}, ${durationText(elapsedMs / 1000)}`);
    if (this.#isTerminal || text !== this.#phase) this.#draw(line);
    this.#phase = text;
  }

  /** Counts a throttled request; the count is shown from now on. */
  throttled(): void {
    this.#throttles += 1;
    this.#note = `  throttled ${this.#throttles}x, slowing down`;
    if (this.#throttles === 1 && !this.#isTerminal) this.#draw(`${this.#verb}: throttled, slowing down`);
  }

  /** Prints a line; the bar is drawn again below it. */
  say(line: string): void {
    this.end();
    writeStderr(line);
  }

  /** Removes the line. */
  end(): void {
    this.#leave('\r\x1b[K');
  }

  /** Keeps the current line, and starts a new one. */
  keep(): void {
    this.#leave('\n');
    this.#phase = '';
  }

  #leave(ending: string): void {
    if (this.#isDrawn) process.stderr.write(ending);
    this.#isDrawn = false;
  }

  #draw(line: string): void {
    if (!this.#isTerminal) {
      writeStderr(line);
      return;
    }
    process.stderr.write(`\r\x1b[K${palette(process.stderr).dim(line.slice(0, terminalColumns()))}`);
    this.#isDrawn = true;
  }
}

/** One less, because a terminal can wrap a line that fills it. */
function terminalColumns(): number {
  return (process.stderr.columns || 80) - 1;
}

/** The bar, as wide as `room` allows; empty if the total is unknown. */
export function progressBar({ itemCount, totalItems }: ProgressFacts, room: number): string {
  const width = Math.min(BAR_WIDTH, room - '[]  '.length);
  if (width < LEAST_BAR_WIDTH || itemCount === 0 || totalItems === undefined || totalItems === 0) return '';
  const filled = Math.round(Math.min(1, itemCount / totalItems) * width);
  return `[${'='.repeat(filled)}${' '.repeat(width - filled)}]  `;
}

/** One line of figures. */
export function progressLine(verb: string, facts: ProgressFacts, elapsedMs: number): string {
  const { itemCount, sizeBytes, units, totalItems } = facts;
  const seconds = elapsedMs / 1000;
  const parts = [`${verb}: ${countOf(itemCount, 'item')}`];
  if (sizeBytes !== undefined) parts.push(sizeText(sizeBytes), `${sizeText(sizeBytes / seconds)}/s`);
  if (units !== undefined) parts.push(countOf(units, 'unit'));
  if (totalItems !== undefined && totalItems > 0 && itemCount > 0) {
    const share = Math.min(1, itemCount / totalItems);
    const left = share < 1 ? `, ${durationText((seconds / share) * (1 - share))} left` : '';
    parts.push(`${Math.floor(share * 100)} %${left}`);
  }
  return parts.join('  ');
}
