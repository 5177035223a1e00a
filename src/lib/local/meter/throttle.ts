import type { ThrottlingReason } from '../../errors/throttling.ts';
import type { Units } from '../../usage/unit-meter.ts';

export interface ThrottleOptions {
  /** Request units of a calendar month, after which nothing is served; no limit when not given. */
  monthUnits?: number | undefined;
  /** Read and write units of a second; no limit when not given. */
  maxReadUnits?: number | undefined;
  maxWriteUnits?: number | undefined;
  /** The table's ARN. */
  resource: string;
  /** Milliseconds of a clock that never goes back. */
  nowMs?: () => number;
}

/**
 * Decides which requests to refuse: all of them once the month's units are used, and reads and writes above the limit
 * of a second. What a request consumes is known only afterwards; so the first one beyond the limit is served, and its
 * excess is taken from the following seconds.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode-max-throughput.html
 */
export class Throttle {
  readonly #options: ThrottleOptions;
  readonly #seconds: Readonly<Record<keyof Units, UnitsOfASecond | undefined>>;

  constructor(options: ThrottleOptions) {
    this.#options = options;
    const { maxReadUnits: read, maxWriteUnits: write, nowMs = () => performance.now() } = options;
    this.#seconds = {
      read: read === undefined ? undefined : new UnitsOfASecond(read, nowMs),
      write: write === undefined ? undefined : new UnitsOfASecond(write, nowMs),
    };
  }

  /**
   * The reason to refuse a request, if there is one.
   * @param usedUnits request units of this month
   */
  reason(kind: keyof Units, usedUnits: number): ThrottlingReason | undefined {
    const { monthUnits = Number.POSITIVE_INFINITY, resource } = this.#options;
    if (usedUnits < monthUnits && this.#seconds[kind]?.isUsedUp !== true) return undefined;
    return { reason: `Table${kind === 'read' ? 'Read' : 'Write'}MaxOnDemandThroughputExceeded`, resource };
  }

  /** Table and indexes together. */
  spend({ read, write }: Units): void {
    this.#seconds.read?.spend(read);
    this.#seconds.write?.spend(write);
  }
}

class UnitsOfASecond {
  readonly #most: number;
  readonly #nowMs: () => number;
  #left: number;
  #atMs: number;

  constructor(most: number, nowMs: () => number) {
    this.#most = most;
    this.#nowMs = nowMs;
    this.#left = most;
    this.#atMs = nowMs();
  }

  get isUsedUp(): boolean {
    this.#refill();
    return this.#left <= 0;
  }

  spend(units: number): void {
    this.#refill();
    this.#left -= units;
  }

  #refill(): void {
    const nowMs = this.#nowMs();
    this.#left = Math.min(this.#most, this.#left + ((nowMs - this.#atMs) / 1000) * this.#most);
    this.#atMs = nowMs;
  }
}
