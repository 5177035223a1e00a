import type { Model } from '../definition/model.ts';
import { notBuilt } from '../errors/not-built.ts';
import type { GivenValues } from '../persist/update-record.ts';
import type { CursorPage, ReadExplanation, RecordPage } from '../types/chain-types.ts';

/** The parts of a query that were given so far. */
export interface ChainQuery {
  readonly conditions: readonly GivenValues[];
  readonly expressions: readonly { readonly text: string; readonly values: GivenValues }[];
  readonly indexName?: string;
  readonly isConsistent?: boolean;
  readonly isForward?: boolean;
  readonly recordLimit?: number;
  readonly scanLimit?: number;
  readonly batchSize?: number;
  readonly start?: unknown;
}

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
      ? this.#with({ expressions: [...expressions, { text: given, values }] })
      : this.#with({ conditions: [...conditions, given] });
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

  [Symbol.asyncIterator](): AsyncIterator<object> {
    return notBuilt('Chain');
  }

  all(_options: { batchSize?: number } = {}): Promise<object[]> {
    return notBuilt('Chain.all');
  }

  first(_count?: number): Promise<object | object[] | null> {
    return notBuilt('Chain.first');
  }

  last(): Promise<object | null> {
    return notBuilt('Chain.last');
  }

  count(): Promise<number> {
    return notBuilt('Chain.count');
  }

  exists(): Promise<boolean> {
    return notBuilt('Chain.exists');
  }

  pages(): AsyncIterable<RecordPage<object>> {
    return notBuilt('Chain.pages');
  }

  page(_options: { size: number; after?: string | null }): Promise<CursorPage<object>> {
    return notBuilt('Chain.page');
  }

  project(..._names: string[]): AsyncIterable<object> {
    return notBuilt('Chain.project');
  }

  pluck(_name: string): Promise<unknown[]> {
    return notBuilt('Chain.pluck');
  }

  deleteAll(): Promise<number> {
    return notBuilt('Chain.deleteAll');
  }

  destroyAll(): Promise<number> {
    return this.deleteAll();
  }

  explain(): ReadExplanation {
    return notBuilt('Chain.explain');
  }

  #with(change: Partial<ChainQuery>): RecordChain {
    return new RecordChain(this.#model, { ...this.#query, ...change });
  }
}
