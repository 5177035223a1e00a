import type { Chain } from './chain-types.ts';
import type { ChangesOf, Definition, InputOf, NamesOf } from './definition-types.ts';
import type { DefinitionOf, RecordOf } from './static-types.ts';
import type { WhereOf } from './where-types.ts';

/** A relation between two models, declared by a getter of the class. */
export interface Association<C> {
  /** The getter's name. */
  readonly name: string;
  readonly kind: 'hasMany' | 'hasOne' | 'belongsTo' | 'hasAndBelongsToMany';
  readonly target: C;
  readonly inverseOf: string | undefined;
  readonly foreignKey: string | undefined;
  /** Forgets what was loaded, so that it is read again. */
  reset(): void;
}

/** The input of a new record whose foreign key, if it has one, comes from its owner. */
export type RelatedInput<C, FK extends string> = string extends FK
  ? ChangesOf<DefinitionOf<C>>
  : [FK] extends [never]
    ? InputOf<DefinitionOf<C>>
    : Omit<InputOf<DefinitionOf<C>>, FK> & { [K in FK]?: never };

/** Options of reading an association. */
export interface RelatedReadOptions {
  /** Not for associations by foreign key, which are read from an index, unless the key is the record's own. */
  consistentRead?: boolean;
}

/** Records of an association by ids that conditions choose; they are loaded in batches when they are asked for. */
export interface RelatedQuery<D extends Definition, I> extends AsyncIterable<I> {
  where(conditions?: WhereOf<D>): RelatedQuery<D, I>;
  all(): Promise<I[]>;
  first(): Promise<I | null>;
  first(count: number): Promise<I[]>;
  last(): Promise<I | null>;
  count(): Promise<number>;
  exists(): Promise<boolean>;
}

/**
 * Many records of another class. `FK` is the foreign key by which they are found; never for ids that the owner has. Its
 * variance is said, since TypeScript 5.9 takes a minute to find it out.
 */
export interface ManyAssociation<in out C, in out FK extends string = never>
  extends Association<C>,
    AsyncIterable<RecordOf<C>> {
  readonly kind: 'hasMany' | 'hasAndBelongsToMany';
  all(options?: RelatedReadOptions): Promise<RecordOf<C>[]>;
  where(
    conditions?: WhereOf<DefinitionOf<C>>,
  ): [FK] extends [never] ? RelatedQuery<DefinitionOf<C>, RecordOf<C>> : Chain<DefinitionOf<C>, RecordOf<C>>;
  first(): Promise<RecordOf<C> | null>;
  first(count: number): Promise<RecordOf<C>[]>;
  last(): Promise<RecordOf<C> | null>;
  /** One after the other; a promise is waited for. */
  each(visit: (record: RecordOf<C>) => unknown): Promise<void>;
  size(): Promise<number>;
  isEmpty(): Promise<boolean>;
  /** As the owner, or the record's foreign key, was loaded: no request. */
  includes(record: RecordOf<C>): Promise<boolean>;
  /** Links on both sides; a new record is saved first. */
  add(records: RecordOf<C> | readonly RecordOf<C>[]): Promise<void>;
  /** Unlinks on both sides; the records stay. */
  remove(records: RecordOf<C> | readonly RecordOf<C>[]): Promise<void>;
  /** A new record, linked once it is saved. */
  create(input: RelatedInput<C, FK>): Promise<RecordOf<C>>;
  createOrThrow(input: RelatedInput<C, FK>): Promise<RecordOf<C>>;
  /** Links these and unlinks all others; null for none. */
  replace(records: RecordOf<C> | readonly RecordOf<C>[] | null): Promise<void>;
  /** Deletes the records, without hooks; how many. */
  deleteAll(): Promise<number>;
  /** Destroys the records, each with its hooks; how many. */
  destroyAll(): Promise<number>;
}

/** One record of another class. */
export interface OneAssociation<in out C, in out FK extends string = never> extends Association<C> {
  readonly kind: 'hasOne' | 'belongsTo';
  get(options?: RelatedReadOptions): Promise<RecordOf<C> | null>;
  /** Links a record in the place of the one before, on both sides; null unlinks. */
  set(record: RecordOf<C> | null): Promise<void>;
  create(input: RelatedInput<C, FK>): Promise<RecordOf<C>>;
  createOrThrow(input: RelatedInput<C, FK>): Promise<RecordOf<C>>;
  /** Unlinks on both sides; the record stays. */
  delete(): Promise<void>;
}

/** Names of a record's associations. */
export type AssociationNames<I> = {
  [K in keyof I]: I[K] extends Association<unknown> ? K : never;
}[keyof I] &
  string;

type InstanceNames<C> = C extends abstract new (...args: never) => infer I ? keyof I & string : never;

interface InverseOption<C> {
  inverseOf?: InstanceNames<C>;
}

/**
 * Type parameters are unconstrained: a bound would have the compiler resolve two classes by each other. The target is a
 * function, or the name of its model with its class as the type: `this.hasMany<typeof Post>('Post')`.
 */
export interface AssociationMethods<D extends Definition> {
  hasMany<C>(
    model: string,
    options: InverseOption<C> & { foreignKey: InstanceNames<C> },
  ): ManyAssociation<C, string>;
  hasMany<C>(model: string, options?: InverseOption<C>): ManyAssociation<C>;
  hasMany<C, FK extends string = never>(
    target: () => C,
    options?: InverseOption<C> & { foreignKey?: FK & InstanceNames<C> },
  ): ManyAssociation<C, FK>;
  hasOne<C>(
    model: string,
    options: InverseOption<C> & { foreignKey: InstanceNames<C> },
  ): OneAssociation<C, string>;
  hasOne<C>(model: string, options?: InverseOption<C>): OneAssociation<C>;
  hasOne<C, FK extends string = never>(
    target: () => C,
    options?: InverseOption<C> & { foreignKey?: FK & InstanceNames<C> },
  ): OneAssociation<C, FK>;
  belongsTo<C>(
    target: (() => C) | string,
    options?: InverseOption<C> & { foreignKey?: NamesOf<D> },
  ): OneAssociation<C>;
  hasAndBelongsToMany<C>(target: (() => C) | string, options?: InverseOption<C>): ManyAssociation<C>;
}
