import type { ServiceClient } from '../../client/client-sender.ts';
import type { Chain, CursorPage } from './chain-types.ts';
import type {
  AllFields,
  AttributesOf,
  ChangesOf,
  Definition,
  InputOf,
  KeyOf,
  NamesOf,
  SubclassSpec,
  UpdateOf,
} from './definition-types.ts';
import type { Fields } from './field-types.ts';
import type { CounterNames, InstanceOf, UpdateBlock } from './record-types.ts';
import type { ConditionsOf, WhereOf } from './where-types.ts';

/** A class of records, of whatever model. */
export type AnyClass = abstract new (...args: never) => unknown;

/** The instances of a class. */
export type RecordOf<C> = C extends abstract new (...args: never) => infer I ? I : never;

export interface FindOptions {
  consistentRead?: boolean;
  /** True by default: a record that does not exist is an error. */
  raiseError?: boolean;
}

export interface CreateTableOptions {
  /** Wait until the table is ACTIVE; by default only if it has indexes. */
  sync?: boolean;
}

/** Carries the definition for the compiler; there is no such member. */
declare const DEFINITION: unique symbol;

/** The static members of every model. */
export interface ModelStatics<D extends Definition> {
  readonly [DEFINITION]: D;
  readonly modelName: string;
  readonly tableName: string;
  readonly partitionKey: D['pk'];
  readonly sortKey: D['sk'];

  /** Tells the registry of this class, where nothing uses it before records of it are loaded. */
  register<C extends AnyClass>(this: C): C;
  /** The same class, whose calls go through this client. */
  using<C extends AnyClass>(this: C, client: ServiceClient): C;
  /** Values of a form, or of whatever is not typed, as this model casts them. Names that it has no field for are left out. */
  cast(untyped: Readonly<Record<string, unknown>>): InputOf<D>;

  build<C extends AnyClass>(this: C, input?: ChangesOf<D>): RecordOf<C>;
  create<C extends AnyClass>(
    this: C,
    inputs: readonly InputOf<D>[],
    block?: (record: RecordOf<C>) => void,
  ): Promise<RecordOf<C>[]>;
  create<C extends AnyClass>(
    this: C,
    input: InputOf<D>,
    block?: (record: RecordOf<C>) => void,
  ): Promise<RecordOf<C>>;
  /** Writes many in batches, without validations and hooks. */
  import<C extends AnyClass>(this: C, inputs: readonly InputOf<D>[]): Promise<RecordOf<C>[]>;
  /** Loads, changes and saves; null where `if` does not hold. */
  update<C extends AnyClass>(
    this: C,
    key: KeyOf<D>,
    changes: UpdateOf<D>,
    conditions?: ConditionsOf<D>,
  ): Promise<RecordOf<C> | null>;
  updateOrThrow<C extends AnyClass>(
    this: C,
    key: KeyOf<D>,
    changes: UpdateOf<D>,
    conditions?: ConditionsOf<D>,
  ): Promise<RecordOf<C>>;
  /** One UpdateItem of an item that is there, without validations and hooks; null where it is not, or conditions fail. */
  updateFields<C extends AnyClass>(
    this: C,
    key: KeyOf<D>,
    block: UpdateBlock<D>,
    conditions?: ConditionsOf<D>,
  ): Promise<RecordOf<C> | null>;
  updateFields<C extends AnyClass>(
    this: C,
    key: KeyOf<D>,
    changes: UpdateOf<D>,
    conditions?: ConditionsOf<D>,
  ): Promise<RecordOf<C> | null>;
  upsert<C extends AnyClass>(
    this: C,
    key: KeyOf<D>,
    changes: UpdateOf<D>,
    conditions?: ConditionsOf<D>,
  ): Promise<RecordOf<C> | null>;
  /** Adds to counters of an item that is there; whether it was. */
  inc(
    key: KeyOf<D>,
    counters: { readonly [K in CounterNames<D>]?: number | bigint },
    options?: { touch?: boolean | readonly NamesOf<D>[] },
  ): Promise<boolean>;
  /** Without loading, without hooks; what is not there is no error. */
  delete(keys: readonly KeyOf<D>[]): Promise<void>;
  delete(key: KeyOf<D>): Promise<void>;
  deleteAll(): Promise<number>;

  find<C extends AnyClass>(this: C, keys: readonly KeyOf<D>[], options?: FindOptions): Promise<RecordOf<C>[]>;
  find<C extends AnyClass>(
    this: C,
    key: KeyOf<D>,
    options: FindOptions & { raiseError: false },
  ): Promise<RecordOf<C> | null>;
  find<C extends AnyClass>(this: C, key: KeyOf<D>, options?: FindOptions): Promise<RecordOf<C>>;
  findAll<C extends AnyClass>(
    this: C,
    keys: readonly KeyOf<D>[],
    options?: FindOptions,
  ): Promise<RecordOf<C>[]>;
  /** Whichever model of the one table has this id; null where none has. */
  findAny(id: string, options?: { consistentRead?: boolean }): Promise<unknown>;
  findBy<C extends AnyClass>(this: C, conditions: WhereOf<D>): Promise<RecordOf<C> | null>;
  findAllBy<C extends AnyClass>(this: C, conditions: WhereOf<D>): Promise<RecordOf<C>[]>;
  findAllBySecondaryIndex<C extends AnyClass>(
    this: C,
    partitionKey: WhereOf<D>,
    options?: { range?: WhereOf<D>; scanIndexForward?: boolean; limit?: number },
  ): Promise<RecordOf<C>[]>;
  exists(condition: KeyOf<D> | WhereOf<D>): Promise<boolean>;
  count(): Promise<number>;
  /** DescribeTable's figure, of the whole table: one request, some six hours old. */
  approximateCount(): Promise<number>;
  /** A statement in PartiQL, all pages of it, as plain items. */
  execute(statement: string, parameters?: readonly unknown[]): Promise<Record<string, unknown>[]>;

  where<C extends AnyClass>(
    this: C,
    expression: string,
    values?: Readonly<Record<string, unknown>>,
  ): Chain<D, RecordOf<C>>;
  where<C extends AnyClass>(this: C, conditions: WhereOf<D>): Chain<D, RecordOf<C>>;
  all<C extends AnyClass>(this: C, options?: { batchSize?: number }): Chain<D, RecordOf<C>>;
  first<C extends AnyClass>(this: C): Promise<RecordOf<C> | null>;
  last<C extends AnyClass>(this: C): Promise<RecordOf<C> | null>;
  recordLimit<C extends AnyClass>(this: C, count: number): Chain<D, RecordOf<C>>;
  scanLimit<C extends AnyClass>(this: C, count: number): Chain<D, RecordOf<C>>;
  batch<C extends AnyClass>(this: C, size: number): Chain<D, RecordOf<C>>;
  consistent<C extends AnyClass>(this: C): Chain<D, RecordOf<C>>;
  withIndex<C extends AnyClass>(this: C, name: D['ix']): Chain<D, RecordOf<C>>;
  page<C extends AnyClass>(
    this: C,
    options: { size: number; after?: string | null },
  ): Promise<CursorPage<RecordOf<C>>>;

  createTable(options?: CreateTableOptions): Promise<boolean>;
  deleteTable(): Promise<void>;

  subclass<C extends AnyClass, Fs extends Fields = Record<never, never>>(
    this: C,
    spec: SubclassSpec<Fs>,
  ): SubclassOf<C, Definition<D['f'] & Fs, D['pk'], D['sk'], D['ix']>>;
}

type Capital<S extends string> = S extends `${infer A}${infer B}` ? `${Uppercase<A>}${B}` : S;

/** `findByCity` and `findAllByCity`, of each field. */
export type Finders<D extends Definition> = {
  [K in NamesOf<D> as `findBy${Capital<K>}`]: <C extends AnyClass>(
    this: C,
    value: NonNullable<D['f'][K]['__']['in']>,
  ) => Promise<RecordOf<C> | null>;
} & {
  [K in NamesOf<D> as `findAllBy${Capital<K>}`]: <C extends AnyClass>(
    this: C,
    value: NonNullable<D['f'][K]['__']['in']>,
  ) => Promise<RecordOf<C>[]>;
};

export type ModelClass<D extends Definition> = (new (
  input?: ChangesOf<D>,
) => InstanceOf<D>) &
  ModelStatics<D> &
  Finders<D>;

/** A class that extends a model's: its own fields, and the methods and static members of the class above. */
export type SubclassOf<C extends AnyClass, D extends Definition> = (new (
  input?: ChangesOf<D>,
) => InstanceOf<D> & RecordOf<C>) &
  ModelStatics<D> &
  Finders<D> &
  Pick<C, Exclude<keyof C, keyof ModelStatics<Definition> | 'prototype'>>;

/** A model that {@link ModelSpec} tells. */
export type DefinedModel<
  Fs extends Fields,
  PK extends string,
  SK extends string | undefined,
  TS extends boolean,
  IX extends string,
> = ModelClass<Definition<AllFields<Fs, PK, TS>, PK, SK, IX>>;

export type DefinitionOf<C> = C extends { readonly [DEFINITION]: infer D extends Definition } ? D : never;

/** The attributes of a model's records: `Attributes<typeof User>`. */
export type Attributes<C> = C extends AnyClass ? AttributesOf<DefinitionOf<C>> : never;

/** The input of a model's `create`: `CreateInput<typeof User>`. */
export type CreateInput<C> = InputOf<DefinitionOf<C>>;

/** The conditions of a model's `where`: `Where<typeof User>`. */
export type Where<C> = WhereOf<DefinitionOf<C>>;
