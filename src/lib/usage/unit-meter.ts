import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';

/** Capacity in DynamoDB's units, reads apart from writes. */
export interface Units {
  read: number;
  write: number;
}

/** Consumed by requests: in all, and of the table and each index separately. */
export interface ConsumedUnits extends Units {
  /** The add-on's own measure: reads + 5 x writes. */
  request: number;
  table: Units;
  indexes: Readonly<Record<string, Units>>;
}

/** Request units, the measure of the add-on's plans: a write counts as five reads. */
export function requestUnits(units: Units): number {
  return units.read + 5 * units.write;
}

/** The ConsumedCapacity of one response: an object, or a list of them from batches and transactions. */
export type ConsumedResponse = ConsumedCapacity | readonly ConsumedCapacity[] | undefined;

/**
 * Adds up the ConsumedCapacity of any number of responses (`ReturnConsumedCapacity: INDEXES`). DynamoDB reports how
 * many units a call took, not whether it read or wrote, so the caller does.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ConsumedCapacity.html
 */
export class UnitMeter {
  readonly #table: Units = { read: 0, write: 0 };
  readonly #indexes = new Map<string, Units>();
  #hasUnits = false;

  /** False as long as no response has reported units; some servers never do. */
  get hasUnits(): boolean {
    return this.#hasUnits;
  }

  addRead(consumed: ConsumedResponse): void {
    this.#add('read', consumed);
  }

  addWrite(consumed: ConsumedResponse): void {
    this.#add('write', consumed);
  }

  total(): ConsumedUnits {
    const all = [this.#table, ...this.#indexes.values()];
    const read = all.reduce((sum, units) => sum + units.read, 0);
    const write = all.reduce((sum, units) => sum + units.write, 0);
    return {
      read,
      write,
      request: requestUnits({ read, write }),
      table: { ...this.#table },
      indexes: Object.fromEntries([...this.#indexes].map(([name, units]) => [name, { ...units }])),
    };
  }

  #add(kind: keyof Units, consumed: ConsumedResponse): void {
    for (const one of consumed === undefined ? [] : [consumed].flat()) {
      this.#hasUnits = true;
      const indexes = { ...one.GlobalSecondaryIndexes, ...one.LocalSecondaryIndexes };
      let indexUnits = 0;
      for (const [name, { CapacityUnits = 0 }] of Object.entries(indexes)) {
        const units = this.#indexes.get(name) ?? { read: 0, write: 0 };
        units[kind] += CapacityUnits;
        this.#indexes.set(name, units);
        indexUnits += CapacityUnits;
      }
      // With TOTAL there is no value for the table itself, so it is the total less the indexes.
      this.#table[kind] += one.Table?.CapacityUnits ?? (one.CapacityUnits ?? 0) - indexUnits;
    }
  }
}
