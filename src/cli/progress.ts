import { countOf, countText } from './count-text.ts';
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
    this.#draw(progressLine(this.#verb, facts, now - this.#startedAt, this.#isTerminal) + this.#note);
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
    process.stderr.write(`${line}\n`);
  }

  /** Takes the bar away. */
  end(): void {
    if (this.#isDrawn) process.stderr.write('\r\x1b[K');
    this.#isDrawn = false;
  }

  #draw(line: string): void {
    if (!this.#isTerminal) {
      process.stderr.write(`${line}\n`);
      return;
    }
    const columns = process.stderr.columns || 80;
    process.stderr.write(`\r\x1b[K${palette(process.stderr).dim(line.slice(0, columns - 1))}`);
    this.#isDrawn = true;
  }
}

/** One line of figures; the bar only where `hasBar` and the total is known. */
export function progressLine(verb: string, facts: ProgressFacts, elapsedMs: number, hasBar: boolean): string {
  const { itemCount, sizeBytes, units, totalItems } = facts;
  const seconds = elapsedMs / 1000;
  const parts = [`${verb}: ${countOf(itemCount, 'item')}`];
  if (sizeBytes !== undefined) parts.push(sizeText(sizeBytes), `${sizeText(sizeBytes / seconds)}/s`);
  if (units !== undefined) parts.push(`${countText(units)} units`);
  if (totalItems !== undefined && totalItems > 0 && itemCount > 0) {
    const share = Math.min(1, itemCount / totalItems);
    const left = share < 1 ? ` left ${durationText((seconds / share) * (1 - share))}` : '';
    parts.push(`${Math.floor(share * 100)} %${left}`);
    const filled = Math.round(share * BAR_WIDTH);
    if (hasBar) parts.unshift(`[${'='.repeat(filled)}${' '.repeat(BAR_WIDTH - filled)}]`);
  }
  return parts.join('  ');
}

/** `42 s`, `3 min 20 s`, `2 h 5 min`. */
export function durationText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
