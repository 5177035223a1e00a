import { countOf } from '../../lib/errors/count-text.ts';
import { writeStderr } from './output.ts';
import { palette } from './palette.ts';
import { sizeText } from './size-text.ts';

/** How far some long work is. */
export interface ProgressFacts {
  itemCount: number;
  sizeBytes?: number;
  units?: number;
  /** What the work is expected to come to, for the bar and the time left. */
  totalItems?: number | undefined;
}

const REDRAW_MS = 100;
const LINE_EVERY_MS = 10_000;
const BAR_WIDTH = 24;
/** A narrower bar says nothing. */
const LEAST_BAR_WIDTH = 6;

/**
 * Progress on stderr: a bar that redraws itself on a terminal, a line every ten seconds elsewhere. Nothing is shown
 * before the first tenth of a second, and the bar leaves no trace.
 */
export class Progress {
  readonly #verb: string;
  readonly #isTerminal = process.stderr.isTTY === true;
  readonly #startedAt = Date.now();
  #drawnAt = Date.now();
  #isDrawn = false;
  #throttles = 0;
  #note = '';

  /** @param verb what is being done: `dumping` */
  constructor(verb: string) {
    this.#verb = verb;
  }

  update(facts: ProgressFacts): void {
    const now = Date.now();
    if (now - this.#drawnAt < (this.#isTerminal ? REDRAW_MS : LINE_EVERY_MS)) return;
    this.#drawnAt = now;
    const line = progressLine(this.#verb, facts, now - this.#startedAt) + this.#note;
    this.#draw(this.#isTerminal ? progressBar(facts, terminalColumns() - line.length) + line : line);
  }

  /** Says from now on how often the service asked to slow down. */
  throttled(): void {
    this.#throttles += 1;
    this.#note = `  throttled ${this.#throttles}x, slowing down`;
    if (this.#throttles === 1 && !this.#isTerminal) this.#draw(`${this.#verb}: throttled, slowing down`);
  }

  /** Says something in between; the bar comes back below it. */
  say(line: string): void {
    this.end();
    writeStderr(line);
  }

  /** Takes the bar away. */
  end(): void {
    if (this.#isDrawn) process.stderr.write('\r\x1b[K');
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

/** Less one, since a terminal may wrap a line that fills it. */
function terminalColumns(): number {
  return (process.stderr.columns || 80) - 1;
}

/** The bar, as wide as there is room before the figures, where the total is known; else nothing. */
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
    const left = share < 1 ? ` left ${durationText((seconds / share) * (1 - share))}` : '';
    parts.push(`${Math.floor(share * 100)} %${left}`);
  }
  return parts.join('  ');
}

/** `42 s`, `3 min 20 s`, `2 h 5 min`. */
export function durationText(seconds: number): string {
  // A hair above a whole second is arithmetic.
  const whole = Math.ceil(seconds - 1e-6);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
