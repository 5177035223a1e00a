import type { AttributesOf, Definition, NamesOf } from './definition-types.ts';
import type { WhereOf } from './where-types.ts';

/** Some records, and how to go on after them. */
export interface RecordPage<I> {
  readonly items: readonly I[];
  /** The key of the last item that was evaluated; null at the end. */
  readonly lastEvaluatedKey: Readonly<Record<string, unknown>> | null;
}

/** Of `page()`: the cursor is text for an app's own clients, bound to its query. */
export interface CursorPage<I> {
  readonly items: readonly I[];
  /** For `page({ after })`; null at the end. */
  readonly cursor: string | null;
}

/** The request of a chain, and the reasons for it, as `autodyne query --explain` shows them. */
export interface ReadExplanation {
  /** `BatchGetItem` where several whole keys are given. */
  readonly operation: 'Query' | 'Scan' | 'BatchGetItem';
  /** The first request, in DynamoDB's names. Of several values of a key there is one each, see `why`. */
  readonly request: Readonly<Record<string, unknown>>;
  /** `undefined` for the table itself. */
  readonly index: string | undefined;
  /** Why it is that one, a line each. */
  readonly why: readonly string[];
}

/** A query that is not sent yet. Each method gives a new one; nothing is read until it is asked for. */
export interface Chain<D extends Definition, I> extends AsyncIterable<I> {
  /** A condition in DynamoDB's language; names are the fields', values are `:name`. */
  where(expression: string, values?: Readonly<Record<string, unknown>>): Chain<D, I>;
  where(conditions: WhereOf<D>): Chain<D, I>;
  consistent(): Chain<D, I>;
  /** At most so many records. */
  recordLimit(count: number): Chain<D, I>;
  /** At most so many items evaluated. */
  scanLimit(count: number): Chain<D, I>;
  /** DynamoDB's Limit: items a request. */
  batch(size: number): Chain<D, I>;
  /** After this record, or key in DynamoDB's own attribute names. */
  start(from: I | Readonly<Record<string, unknown>> | null): Chain<D, I>;
  scanIndexForward(isForward: boolean): Chain<D, I>;
  withIndex(name: D['ix']): Chain<D, I>;
  all(options?: { batchSize?: number }): Promise<I[]>;
  first(): Promise<I | null>;
  first(count: number): Promise<I[]>;
  last(): Promise<I | null>;
  count(): Promise<number>;
  exists(): Promise<boolean>;
  pages(): AsyncIterable<RecordPage<I>>;
  page(options: { size: number; after?: string | null }): Promise<CursorPage<I>>;
  /** Plain objects with these attributes only; no defaults. */
  project<N extends NamesOf<D>>(...names: N[]): AsyncIterable<Pick<AttributesOf<D>, N>>;
  pluck<N extends NamesOf<D>>(name: N): Promise<AttributesOf<D>[N][]>;
  /** Deletes what it finds, without hooks; how many. */
  deleteAll(): Promise<number>;
  destroyAll(): Promise<number>;
  explain(): ReadExplanation;
}
