import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { shellQuote } from '../../../lib/errors/command-text.ts';
import { countOf } from '../../../lib/errors/count-text.ts';
import type { Condition } from '../../../lib/items/conditions/condition.ts';
import { literalConditions, literalNote } from '../../../lib/items/conditions/literal-conditions.ts';
import { toPlainJsonText } from '../../../lib/items/json/plain-json-text.ts';
import type { KeyRoles } from '../../../lib/items/keys/key-schema.ts';
import type { ReadPlan } from '../../../lib/items/planner/read-request.ts';
import type { ReadLimits, ReadStopReason } from '../../../lib/items/read/read-limits.ts';
import type { PageFacts } from '../../../lib/items/read/read-pages.ts';
import type { WrittenStatement } from '../../../lib/items/read/written-statement.ts';
import { keysUnits, type ScanSize, scanUnits, scanUnitsFromPage } from '../../../lib/usage/scan-cost.ts';

/** The note that a read is a Scan, why, and its cost. Other reads get no note. */
export class ScanNote {
  readonly #plan: ReadPlan;
  readonly size: ScanSize;
  readonly #maxItems: number | undefined;
  readonly #units: number | undefined;
  #isDue: boolean;

  /** @param size by DescribeTable unless given */
  constructor(
    plan: ReadPlan,
    table: TableDescription,
    limits: ReadLimits,
    size = scanSize(table, plan.index?.name),
  ) {
    this.#plan = plan;
    this.size = size;
    this.#maxItems = limits.scanLimit ?? (plan.isFiltered ? undefined : (limits.limit ?? limits.screen));
    const isConsistent = plan.input.ConsistentRead === true;
    this.#units =
      plan.operation === 'BatchGetItem'
        ? keysUnits(size, Math.min(plan.input.Keys.length, this.#maxItems ?? Number.POSITIVE_INFINITY), {
            isConsistent,
          })
        : scanUnits(size, { isConsistent, maxItems: this.#maxItems });
    this.#isDue = plan.operation === 'Scan';
  }

  /** The estimated read units; `undefined` for a Query, or if the size of the data is unknown. */
  get units(): number | undefined {
    return this.#plan.operation === 'Query' ? undefined : this.#units;
  }

  /** Read units of all of a Scan; of a Query the most that it can take, if it read as many items of the average size. */
  get unitsAtMost(): number | undefined {
    return this.#units;
  }

  /** The cost of a Scan is not known, since the size of the data is not. */
  get isUnknown(): boolean {
    return this.#plan.operation === 'Scan' && this.#units === undefined;
  }

  /** The cost only, for `--explain`. */
  cost(): string[] {
    const { operation, input } = this.#plan;
    if (operation === 'Query') return [];
    if (this.#units === undefined && operation === 'BatchGetItem') {
      const small = input.Keys.length * (input.ConsistentRead === true ? 1 : 0.5);
      return [`cost: about ${countOf(small, 'read unit')}, if no item is larger than 4 KB`];
    }
    if (this.#units === undefined) return ['cost: unknown, because the size of the data is unknown'];
    return [`cost: about ${countOf(this.#units, 'read unit')}`];
  }

  /** Notes before the first request; none if the cost is unknown. */
  before(): string[] {
    return this.#units === undefined ? [] : this.#once(this.#units);
  }

  /** If the size was unknown: the same note, estimated from the first page. */
  afterPage({ consumedCapacity, lastEvaluatedKey, scannedCount }: PageFacts): string[] {
    const units = consumedCapacity?.CapacityUnits ?? 0;
    const hasMore = lastEvaluatedKey !== undefined || scannedCount < this.size.itemCount;
    const page = { evaluated: scannedCount, units, hasMore };
    return this.#once(scanUnitsFromPage(page, this.size, this.#maxItems));
  }

  #once(units: number): string[] {
    if (!this.#isDue) return [];
    this.#isDue = false;
    return [`${this.#plan.why[0]}; about ${countOf(units, 'read unit')}`];
  }
}

/** The size of the table, or of an index of it. */
export function scanSize(table: TableDescription, indexName?: string): ScanSize {
  const indexes = [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])];
  const measured = indexes.find(({ IndexName }) => IndexName === indexName);
  return indexName === undefined
    ? { itemCount: table.ItemCount ?? 0, sizeBytes: table.TableSizeBytes ?? 0 }
    : { itemCount: measured?.ItemCount ?? 0, sizeBytes: measured?.IndexSizeBytes ?? 0 };
}

/** The basis of the estimate of a scan for which a few items were read. */
export function measuredBy({ count, consumedCapacity }: PageFacts): string {
  const units = countOf(consumedCapacity?.CapacityUnits ?? 0, 'read unit');
  return `by the size of ${countOf(count, 'item')} that autodyne read (${units})`;
}

/** The note that a statement cannot but read all, and its cost, where that is known. */
export function allReadNote({ indexName }: WrittenStatement, units: number | undefined): string {
  const what = indexName === undefined ? 'the whole table' : `all of index "${indexName}"`;
  const cost = units === undefined ? '' : `; at most about ${countOf(units, 'read unit')}`;
  return `the statement does not name the partition key: it reads ${what}${cost}`;
}

/** The note that a limit stopped the reading, with the way to continue. */
export function stopNote(
  stoppedBy: Exclude<ReadStopReason, 'cap' | 'screen' | 'interrupt'>,
  atMost: number,
  start: StartOrNone,
): string {
  const more = 'why' in start ? `; to see more: a larger --${stoppedBy}` : '';
  return `stopped by --${stoppedBy} ${atMost}; there may be more${more}${toContinue(start)}`;
}

/** The note that Ctrl-C stopped the reading, with the way to continue. */
export function interruptedNote(itemCount: number, start: StartOrNone): string {
  return `interrupted after ${countOf(itemCount, 'item')}; there may be more${toContinue(start)}`;
}

/** The value of `--start` with which a read goes on, or why there is none. */
export type StartOrNone = { start: string } | { why: string };

/** The place from which a read that was stopped can go on. */
export function startAfter({ lastEvaluatedKey, nextToken }: PageFacts, isStatement: boolean): StartOrNone {
  const start = nextToken ?? (lastEvaluatedKey && toPlainJsonText(lastEvaluatedKey));
  if (start !== undefined) return { start };
  return {
    why: isStatement
      ? 'with conditions on more than the key, a statement can be continued only at the end of a page'
      : 'there is no single key to continue from',
  };
}

function toContinue(start: StartOrNone): string {
  return 'why' in start ? ` (${start.why})` : `; to continue: --start ${shellQuote(start.start)}`;
}

/** The note that a terminal shows no more, with the ways to see more. */
export function screenNote(atMost: number, start: StartOrNone): string {
  const next = 'why' in start ? '' : `; for the next: --start ${shellQuote(start.start)}`;
  return `the first ${countOf(atMost, 'item')}; there may be more; to see more: --all, or --limit N${next}`;
}

/** The part of a read that an estimate for a terminal is of. */
export function screenPart(atMost: number): string {
  return ` for the first ${countOf(atMost, 'item')}; for all: --all`;
}

/** The note that no more items are held in memory, with the ways to get all of them. */
export function capNote(atMost: number, start: StartOrNone): string {
  const more = 'why' in start ? '' : `, or continue with: --start ${shellQuote(start.start)}`;
  return `stopped at ${countOf(atMost, 'item')}; there may be more; to stream all items: --format plain or typed; or set --limit N${more}`;
}

/** Notes on strings that look like a number, true, false or null, with the way to write those; none with `--text`. */
export function textNotes(
  conditions: readonly Condition[],
  keys: KeyRoles,
  { text }: { text: boolean },
): string[] {
  return text ? [] : literalConditions(conditions, keys).map(literalNote);
}
