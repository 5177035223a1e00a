import type { Model } from '../definition/model.ts';
import type { GivenValues } from '../persist/update-record.ts';
import { hydrateFound } from '../record/hydrate.ts';
import type { CursorPage, ReadExplanation, RecordPage } from '../types/chain-types.ts';
import { type ChainQuery, checkCount } from './chain-query.ts';
import { deleteFound } from './delete-found.ts';
import { cursorPage, explainChain, recordPages } from './page-records.ts';
import { pluckedValues, projectedObjects } from './project-fields.ts';
import { chainRecords, countRecords, lastRecord, planChain, recordPagesOf } from './read-chain.ts';

/** A query that is not sent yet; each method gives a new one. Its type for apps is `Chain`. */
export class RecordChain implements AsyncIterable<object> {
  readonly #model: Model;
  readonly #query: ChainQuery;

  constructor(model: Model, query: ChainQuery = { conditions: [], expressions: [] }) {
    this.#model = model;
    this.#query = query;
  }

  where(given: GivenValues | string, values: GivenValues = {}): RecordChain {
    const { conditions, expressions } = this.#query;
    return typeof given === 'string'
      ? this.#with({ expressions: [...expressions, { text: given, values: { ...values } }] })
      : this.#with({ conditions: [...conditions, { ...given }] });
  }

  consistent(): RecordChain {
    return this.#with({ isConsistent: true });
  }

  recordLimit(recordLimit: number): RecordChain {
    return this.#with({ recordLimit });
  }

  scanLimit(scanLimit: number): RecordChain {
    return this.#with({ scanLimit });
  }

  batch(batchSize: number): RecordChain {
    return this.#with({ batchSize });
  }

  start(start: unknown): RecordChain {
    return this.#with({ start });
  }

  scanIndexForward(isForward: boolean): RecordChain {
    return this.#with({ isForward });
  }

  withIndex(indexName: string): RecordChain {
    return this.#with({ indexName });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<object, void> {
    const chain = await planChain(this.#model, this.#query);
    for await (const { items } of recordPagesOf(chain)) {
      for (const item of items) yield await hydrateFound(this.#model, item, this.#query);
    }
  }

  async all({ batchSize }: { batchSize?: number } = {}): Promise<object[]> {
    const chain = batchSize === undefined ? this : this.batch(batchSize);
    return chainRecords(chain.#model, chain.#query);
  }

  async first(count?: number): Promise<object | object[] | null> {
    if (count !== undefined) checkCount(this.#model, 'first', count);
    const records = await chainRecords(this.#model, this.#query, count ?? 1);
    return count === undefined ? (records[0] ?? null) : records;
  }

  last(): Promise<object | null> {
    return lastRecord(this.#model, this.#query);
  }

  count(): Promise<number> {
    return countRecords(this.#model, this.#query);
  }

  async exists(): Promise<boolean> {
    return (await countRecords(this.#model, this.#query, 1)) > 0;
  }

  pages(): AsyncIterable<RecordPage<object>> {
    return recordPages(this.#model, this.#query);
  }

  page(options: { size: number; after?: string | null }): Promise<CursorPage<object>> {
    return cursorPage(this.#model, this.#query, options);
  }

  project(...names: string[]): AsyncIterable<object> {
    return projectedObjects(this.#model, this.#query, names);
  }

  pluck(name: string): Promise<unknown[]> {
    return pluckedValues(this.#model, this.#query, name);
  }

  deleteAll(): Promise<number> {
    return deleteFound(this.#model, this.#query);
  }

  destroyAll(): Promise<number> {
    return this.deleteAll();
  }

  explain(): ReadExplanation {
    return explainChain(this.#model, this.#query);
  }

  #with(change: Partial<ChainQuery>): RecordChain {
    return new RecordChain(this.#model, { ...this.#query, ...change });
  }
}
