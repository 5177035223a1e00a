import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpResponse } from '../../http/http-message.ts';
import { parseJson } from '../../json/parse-json.ts';
import type { WireIndex, WireTable } from './index-life.ts';

export interface IndexCountsOptions {
  tableName: string;
  /** Sends a Scan to the engine itself: it is not counted as the user's. */
  scan(body: string): Promise<HttpResponse>;
}

/** The indexes of a table with at most so many items are counted whenever it is described: 25 ms for each of them. */
const MOST_COUNTED_AT_ONCE = 1_000;
/** For a larger table, the wait for an index that was never counted. */
const FIRST_WAIT_MS = 1_000;
/** The engine does nothing else while it reads a page. */
const PAGE_ITEMS = 1_000;
/** After a count, a larger table is left alone for so many times as long as that took. */
const PAUSES = 9;

/**
 * `ItemCount` of each index, which the embedded engine leaves at 0: counted by scans of the index, and again only after
 * a write. Of a larger table, a description shows the last known numbers while they are counted anew, as AWS, which
 * counts about every six hours.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GlobalSecondaryIndexDescription.html
 */
export class IndexCounts {
  readonly #options: IndexCountsOptions;
  /** Grows with each write. */
  #writes = 0;
  #known = new Map<string, { itemCount: number; atWrites: number }>();
  #running: Promise<void> | undefined;
  #restUntilMs = 0;

  constructor(options: IndexCountsOptions) {
    this.#options = options;
  }

  /** To be called before and after each write: one that is under way during a count may be in it or not. */
  noteWrite(): void {
    this.#writes += 1;
  }

  /** To be called after a change of the indexes: another one may have the same name now. */
  forget(): void {
    this.noteWrite();
    this.#known = new Map();
  }

  /** DescribeTable's response, with the number of items of each index that is there; without `x-amz-crc32`. */
  async showIn(response: HttpResponse): Promise<HttpResponse> {
    if (response.status !== 200 || !response.body.includes('"IndexName"')) return response;
    const { Table: table } = parseJson(response.body) as { Table?: WireTable };
    const indexes = table?.GlobalSecondaryIndexes ?? [];
    const names = indexes.filter(isThere).map(({ IndexName = '' }) => IndexName);
    if (names.length === 0) return response;
    await this.#count(names, Number(table?.['ItemCount']) <= MOST_COUNTED_AT_ONCE);
    const counted = indexes.map((index) => {
      const known = isThere(index) ? this.#known.get(index.IndexName ?? '') : undefined;
      return known === undefined ? index : { ...index, ItemCount: known.itemCount };
    });
    const headers = { ...response.headers };
    delete headers['x-amz-crc32'];
    delete headers['content-length'];
    return {
      ...response,
      headers,
      body: JSON.stringify({ Table: { ...table, GlobalSecondaryIndexes: counted } }),
    };
  }

  /** Resolves when the numbers are right, or, for a table that is not small, as good as can be had soon. */
  async #count(names: readonly string[], isSmall: boolean): Promise<void> {
    const stale = (): string[] => names.filter((name) => this.#known.get(name)?.atWrites !== this.#writes);
    if (isSmall) {
      // A count that runs may have begun before the last write.
      await this.#running;
      if (stale().length > 0) await this.#run(stale());
      return;
    }
    if (stale().length > 0 && this.#running === undefined && performance.now() >= this.#restUntilMs) {
      void this.#run(stale());
    }
    const isFirst = names.some((name) => !this.#known.has(name));
    if (isFirst) await Promise.race([this.#running, sleep(FIRST_WAIT_MS, undefined, { ref: false })]);
  }

  #run(names: readonly string[]): Promise<void> {
    const startedAtMs = performance.now();
    const running = this.#countAll(names).finally(() => {
      const now = performance.now();
      this.#restUntilMs = now + PAUSES * (now - startedAtMs);
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }

  async #countAll(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const atWrites = this.#writes;
      const known = this.#known;
      const itemCount = await this.#itemCount(name);
      if (itemCount !== undefined) known.set(name, { itemCount, atWrites });
    }
  }

  /** `undefined` where the engine fails: a description does not fail by it. */
  async #itemCount(IndexName: string): Promise<number | undefined> {
    const { tableName: TableName, scan } = this.#options;
    let itemCount = 0;
    let ExclusiveStartKey: unknown;
    try {
      do {
        const body = { TableName, IndexName, Select: 'COUNT', Limit: PAGE_ITEMS, ExclusiveStartKey };
        const response = await scan(JSON.stringify(body));
        if (response.status !== 200) return undefined;
        const page = parseJson(response.body) as { Count: number; LastEvaluatedKey?: unknown };
        itemCount += page.Count;
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey !== undefined);
    } catch {
      return undefined;
    }
    return itemCount;
  }
}

/** An index that is being created is not counted: it cannot be read. One that is being deleted is gone in the engine. */
function isThere({ IndexStatus }: WireIndex): boolean {
  return IndexStatus === 'ACTIVE';
}
