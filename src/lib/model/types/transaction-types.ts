import type { KeyOf, UpdateOf } from './definition-types.ts';
import type { CounterNames, SaveOptions, UpdateBlock } from './record-types.ts';
import type { AnyClass, CreateInput, DefinitionOf, RecordOf } from './static-types.ts';
import type { ConditionsOf } from './where-types.ts';

/** A record of whatever model. */
interface AnyRecord {
  readonly isNewRecord: boolean;
}

/** A record, and the input of its own `updateAttributes`. */
interface ChangeableRecord extends AnyRecord {
  updateAttributes(changes: never): unknown;
}

/**
 * The argument of `transaction`'s function: what is written here is sent in one request once the function is done. Each
 * item can be written once. Validations and hooks run at once.
 */
export interface WriteTransaction {
  create<C extends AnyClass>(
    recordClass: C,
    input: CreateInput<C>,
    block?: (record: RecordOf<C>) => void,
  ): Promise<RecordOf<C>>;
  /** False where a validation or a hook stops it: the other writes are made without it. */
  save(record: AnyRecord, options?: SaveOptions): Promise<boolean>;
  saveOrThrow(record: AnyRecord, options?: SaveOptions): Promise<void>;
  updateAttributes<R extends ChangeableRecord>(
    record: R,
    changes: Parameters<R['updateAttributes']>[0],
  ): Promise<boolean>;
  updateAttributesOrThrow<R extends ChangeableRecord>(
    record: R,
    changes: Parameters<R['updateAttributes']>[0],
  ): Promise<void>;
  updateFields<C extends AnyClass>(
    recordClass: C,
    key: KeyOf<DefinitionOf<C>>,
    changes: UpdateOf<DefinitionOf<C>> | UpdateBlock<DefinitionOf<C>>,
    conditions?: ConditionsOf<DefinitionOf<C>>,
  ): Promise<void>;
  upsert<C extends AnyClass>(
    recordClass: C,
    key: KeyOf<DefinitionOf<C>>,
    changes: UpdateOf<DefinitionOf<C>>,
    conditions?: ConditionsOf<DefinitionOf<C>>,
  ): Promise<void>;
  inc<C extends AnyClass>(
    recordClass: C,
    key: KeyOf<DefinitionOf<C>>,
    counters: { readonly [K in CounterNames<DefinitionOf<C>>]?: number | bigint },
  ): Promise<void>;
  /** Without hooks; what is not there is no error. */
  delete<C extends AnyClass>(recordClass: C, key: KeyOf<DefinitionOf<C>>): Promise<void>;
  delete(record: AnyRecord): Promise<void>;
  /** False where a hook stops it: the other writes are made without it. */
  destroy(record: AnyRecord): Promise<boolean>;
  destroyOrThrow(record: AnyRecord): Promise<void>;
}

/** What a read transaction is to find; never a value. */
export interface Wanted<T> {
  readonly __: T;
}

/** The argument of `readTransaction`'s function: all of its return value is read in one request. */
export interface ReadTransaction {
  find<C extends AnyClass>(
    recordClass: C,
    keys: readonly KeyOf<DefinitionOf<C>>[],
    options?: { raiseError?: boolean },
  ): Wanted<RecordOf<C>[]>;
  find<C extends AnyClass>(
    recordClass: C,
    key: KeyOf<DefinitionOf<C>>,
    options: { raiseError: false },
  ): Wanted<RecordOf<C> | null>;
  find<C extends AnyClass>(
    recordClass: C,
    key: KeyOf<DefinitionOf<C>>,
    options?: { raiseError?: boolean },
  ): Wanted<RecordOf<C>>;
}

/** The records of what was wanted, in the same order. */
export type Found<R> = { -readonly [K in keyof R]: R[K] extends Wanted<infer T> ? T : never };
