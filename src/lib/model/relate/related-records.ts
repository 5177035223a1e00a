import { filterOf } from '../../items/expressions/condition-filter.ts';
import { newItem } from '../../items/values/attribute-value.ts';
import { whereConditions } from '../conditions/where-conditions.ts';
import type { Model } from '../definition/model.ts';
import type { GivenValues } from '../persist/update-record.ts';
import { stateOf } from '../record/record-core.ts';

/** Records that an association has by their ids, all loaded in batches when they are asked for. */
export class RelatedRecords implements AsyncIterable<object> {
  readonly #target: Model;
  readonly #load: () => Promise<object[]>;
  readonly #conditions: readonly GivenValues[];

  constructor(target: Model, load: () => Promise<object[]>, conditions: readonly GivenValues[] = []) {
    this.#target = target;
    this.#load = load;
    this.#conditions = conditions;
  }

  where(conditions: GivenValues = {}): RelatedRecords {
    return new RelatedRecords(this.#target, this.#load, [...this.#conditions, { ...conditions }]);
  }

  async all(): Promise<object[]> {
    const isFound = filterOf(this.#conditions.flatMap((given) => whereConditions(this.#target, given)));
    const records = await this.#load();
    return records.filter((record) => isFound(stateOf(record).stored ?? newItem()));
  }

  async first(count?: number): Promise<object | object[] | null> {
    const records = await this.all();
    return count === undefined ? (records[0] ?? null) : records.slice(0, count);
  }

  async last(): Promise<object | null> {
    return (await this.all()).at(-1) ?? null;
  }

  async count(): Promise<number> {
    return (await this.all()).length;
  }

  async exists(): Promise<boolean> {
    return (await this.count()) > 0;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<object, void> {
    yield* await this.all();
  }
}
