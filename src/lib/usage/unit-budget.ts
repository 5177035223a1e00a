import { AutodyneError } from '../errors/autodyne-error.ts';
import { countOf } from '../errors/count-text.ts';
import { requestUnits, type UnitMeter, type Units } from './unit-meter.ts';

/**
 * The request units that a command may use (`--max-units`), for everything that it reads and writes. The cost of a
 * request is known for certain only afterwards, so requests that are begun are finished, and none is begun once the
 * budget is used up.
 */
export class UnitBudget {
  readonly #maxUnits: number;
  readonly #meter: UnitMeter;
  /** Request units of elements that were handed out and may have no response yet. */
  #planned = 0;

  /** @param maxUnits above 0; no bound where it is `undefined` */
  constructor(maxUnits: number | undefined, meter: UnitMeter) {
    this.#maxUnits = maxUnits ?? Number.POSITIVE_INFINITY;
    this.#meter = meter;
  }

  get isBounded(): boolean {
    return this.#maxUnits !== Number.POSITIVE_INFINITY;
  }

  get isSpent(): boolean {
    return this.#used() >= this.#maxUnits;
  }

  /**
   * Yields the elements of a source until the budget is used up.
   * @param costOf the units that an element will take at least, where that is known before
   * @throws AutodyneError `Incomplete` before the first element for which nothing is left
   */
  async *within<T>(
    source: AsyncIterable<T>,
    costOf: (element: T) => Units = () => ({ read: 0, write: 0 }),
  ): AsyncGenerator<T, void, undefined> {
    for await (const element of source) {
      if (this.isSpent) throw this.spent();
      this.#planned = this.#used() + requestUnits(costOf(element));
      yield element;
    }
  }

  /**
   * Refuses work that would take more than is left.
   * @param what completes "… would consume about 12 request units"
   * @throws AutodyneError `Incomplete`
   */
  assertAllows(what: string, units: Units): void {
    const needed = requestUnits(units);
    if (this.#used() + needed <= this.#maxUnits) return;
    throw new AutodyneError(
      'Incomplete',
      `not started: ${what} would consume about ${countOf(needed, 'request unit')}, but --max-units is ${this.#maxUnits}`,
      { details: { maxUnits: this.#maxUnits, needed } },
    );
  }

  /** The error of a command that had to stop. */
  spent(): AutodyneError {
    return new AutodyneError('Incomplete', `stopped at --max-units ${this.#maxUnits}`, {
      suggestions: ['to continue: run the same command with a larger --max-units, or without it'],
      details: { maxUnits: this.#maxUnits },
    });
  }

  #used(): number {
    return Math.max(this.#planned, this.#meter.total().request);
  }
}
