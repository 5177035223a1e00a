import type { TableSchema } from '../items/keys/key-schema.ts';
import type { Item } from '../items/values/attribute-value.ts';
import { putUnits } from './write-cost.ts';

/** Items that are shown before they are deleted. */
export const EXAMPLES = 3;

/** The first items of those that are to be deleted: examples, and what deleting one costs. */
export class DeletionSample {
  readonly examples: Item[] = [];
  readonly #schema: TableSchema;
  readonly #describedItems: number;
  #scannedItems: number | undefined;
  #items = 0;
  #writeUnits = 0;

  /** @param describedItems as DescribeTable reports them */
  constructor(schema: TableSchema, describedItems: number) {
    this.#schema = schema;
    this.#describedItems = describedItems;
  }

  /** Counts a page: a Scan sees all items of the table. */
  addPage(scannedCount: number, operation: string): void {
    if (operation === 'Scan') this.#scannedItems = (this.#scannedItems ?? 0) + scannedCount;
  }

  /** The items of the table, for a message about `count` of them; `undefined` if they are unknown. */
  tableItems(count: number): { count: number; isExact: boolean } | undefined {
    if (this.#scannedItems !== undefined) return { count: this.#scannedItems, isExact: true };
    // The description is up to six hours old.
    return this.#describedItems < count ? undefined : { count: this.#describedItems, isExact: false };
  }

  /** Takes a whole item; false once there are enough of them. */
  add(item: Item): boolean {
    if (this.examples.length < EXAMPLES) this.examples.push(item);
    this.#items += 1;
    // An item that goes costs what it cost when it came, in each index that has it.
    this.#writeUnits += putUnits(item, this.#schema);
    return this.examples.length < EXAMPLES;
  }

  /** The write units of deleting so many, scaled up from the sample. */
  writeUnits(count: number): number {
    return this.#items === 0 ? count : Math.ceil((this.#writeUnits / this.#items) * count);
  }
}
