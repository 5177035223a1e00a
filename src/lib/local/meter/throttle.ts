import type { ThrottlingReason } from '../../errors/throttling.ts';
import type { Units } from '../../usage/unit-meter.ts';

export interface ThrottleOptions {
  /** Request units of a calendar month, after which nothing is served; no end when not given. */
  monthUnits?: number | undefined;
  /** Read and write units of a second; as many as are wanted when not given. */
  maxReadUnits?: number | undefined;
  maxWriteUnits?: number | undefined;
  /** The table's ARN. */
  resource: string;
  /** Milliseconds of a clock that never goes back. */
  nowMs?: () => number;
}

/**
 * Tells which requests are too much: all of them once the month's units are used, reads and writes above what a second
 * may have. What a request will consume is known only when it is done; so the first that goes beyond is served, and what it
 * took too much is missing from the seconds after it.
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

  /** Why a request is refused, if it is. @param usedUnits request units of this month */
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
