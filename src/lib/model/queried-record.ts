import type { Model } from './definition/model.ts';
import type { RecordClass } from './definition/model-definition.ts';
import { findAnyRecord, findRecord, findRecords, isManyKeys } from './find/find-records.ts';
import {
  approximateCount,
  executeModelStatement,
  existsRecord,
  findAllBySecondaryIndex,
} from './find/model-queries.ts';
import { RecordChain } from './find/record-chain.ts';
import type { GivenValues } from './persist/update-record.ts';
import type { GivenKey } from './persist/write-by-key.ts';
import { usedModel } from './record/prepare-class.ts';
import { RecordMembers } from './record/record-members.ts';
import type { FindOptions } from './types/static-types.ts';

/** The statics of a model that find records, or begin a chain. */
export abstract class QueriedRecord extends RecordMembers {
  static find(keys: GivenKey, options?: FindOptions): Promise<object | object[] | null> {
    const model = usedModel(this);
    return Array.isArray(keys) && isManyKeys(model, keys)
      ? findRecords(model, keys, options)
      : findRecord(model, keys, options);
  }
  static findAll(keys: readonly GivenKey[], options: FindOptions = {}): Promise<object[]> {
    return findRecords(usedModel(this), keys, { raiseError: false, ...options });
  }
  static findAny(id: string, options?: { consistentRead?: boolean }): Promise<object | null> {
    return findAnyRecord(usedModel(this), id, options);
  }
  static findBy(conditions: GivenValues): Promise<unknown> {
    return chain(this).where(conditions).first();
  }
  static findAllBy(conditions: GivenValues): Promise<object[]> {
    return chain(this).where(conditions).all();
  }
  static findAllBySecondaryIndex(
    partitionKey: GivenValues,
    options?: { range?: GivenValues; scanIndexForward?: boolean; limit?: number },
  ): Promise<object[]> {
    return findAllBySecondaryIndex(usedModel(this), partitionKey, options);
  }
  static exists(given: unknown): Promise<boolean> {
    return existsRecord(usedModel(this), given);
  }
  static count(): Promise<number> {
    return chain(this).count();
  }
  static approximateCount(): Promise<number> {
    return approximateCount(usedModel(this));
  }
  static execute(statement: string, parameters: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
    return executeModelStatement(usedModel(this), statement, parameters);
  }

  static where(given: GivenValues | string, values?: GivenValues): RecordChain {
    return chain(this).where(given, values);
  }
  static all({ batchSize }: { batchSize?: number } = {}): RecordChain {
    return batchSize === undefined ? chain(this) : chain(this).batch(batchSize);
  }
  static first(): Promise<unknown> {
    return chain(this).first();
  }
  static last(): Promise<object | null> {
    return chain(this).last();
  }
  static recordLimit(count: number): RecordChain {
    return chain(this).recordLimit(count);
  }
  static scanLimit(count: number): RecordChain {
    return chain(this).scanLimit(count);
  }
  static batch(size: number): RecordChain {
    return chain(this).batch(size);
  }
  static consistent(): RecordChain {
    return chain(this).consistent();
  }
  static withIndex(name: string): RecordChain {
    return chain(this).withIndex(name);
  }
  static page(options: { size: number; after?: string | null }): Promise<unknown> {
    return chain(this).page(options);
  }
  static deleteAll(): Promise<number> {
    return chain(this).deleteAll();
  }
}

function chain(recordClass: RecordClass): RecordChain {
  const model: Model = usedModel(recordClass);
  return new RecordChain(model);
}
