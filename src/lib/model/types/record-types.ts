import type { AssociationMethods } from './association-types.ts';
import type { AttributesOf, ChangesOf, Definition, NamesOf, UpdateOf } from './definition-types.ts';
import type { RecordErrors } from './validation-types.ts';
import type { ConditionsOf } from './where-types.ts';

export interface SaveOptions {
  /** True by default: validations run. */
  validate?: boolean;
  /** True by default: `updatedAt` of a persisted record is set. */
  touch?: boolean;
}

type AddableNames<D extends Definition> = {
  [K in NamesOf<D>]: D['f'][K]['__']['t'] extends number | bigint | ReadonlySet<unknown> | readonly unknown[]
    ? K
    : D['f'][K]['__']['k'] extends 'N'
      ? [D['f'][K]['__']['k']] extends [never]
        ? never
        : K
      : never;
}[NamesOf<D>];

type SetNames<D extends Definition> = {
  [K in NamesOf<D>]: D['f'][K]['__']['t'] extends ReadonlySet<unknown> ? K : never;
}[NamesOf<D>];

type OneOrMore<V> = V extends ReadonlySet<infer E> | readonly (infer E)[] ? E | Iterable<E> : V;

/** Counters that `increment` and `inc` take. */
export type CounterNames<D extends Definition> = {
  [K in NamesOf<D>]: D['f'][K]['__']['t'] extends number | bigint ? K : never;
}[NamesOf<D>];

/** The argument of the block of `update`: each method adds a change, and all changes are sent together. */
export interface Updater<D extends Definition> {
  set(values: UpdateOf<D>): this;
  /** Adds to a number (a missing one is 0), to a set, or at the end of an array. */
  add(values: { [K in AddableNames<D>]?: OneOrMore<NonNullable<D['f'][K]['__']['in']>> }): this;
  /** Takes elements out of a set; or, by its name, the whole attribute out. */
  delete(name: Exclude<NamesOf<D>, D['pk'] | D['sk']>): this;
  delete(values: { [K in SetNames<D>]?: OneOrMore<NonNullable<D['f'][K]['__']['in']>> }): this;
  remove(...names: Exclude<NamesOf<D>, D['pk'] | D['sk']>[]): this;
}

export type UpdateBlock<D extends Definition> = (updater: Updater<D>) => void;

export type ChangePair<V> = readonly [before: V | null, after: V | null];

/** The properties and methods of every record, without its attributes. */
export interface RecordMethods<D extends Definition> extends AssociationMethods<D> {
  readonly isNewRecord: boolean;
  readonly isPersisted: boolean;
  readonly isDestroyed: boolean;

  // Changes that are not saved yet; those made within a set, an array, a map or a Date too.
  readonly isChanged: boolean;
  readonly changedNames: readonly NamesOf<D>[];
  readonly changes: { readonly [K in NamesOf<D>]?: ChangePair<AttributesOf<D>[K]> };
  /** Those of the last save. */
  readonly previousChanges: { readonly [K in NamesOf<D>]?: ChangePair<AttributesOf<D>[K]> };
  changed(name: NamesOf<D>): boolean;
  was<N extends NamesOf<D>>(name: N): AttributesOf<D>[N] | null;
  /** Takes changes back: those of these attributes, or all. */
  restore(...names: NamesOf<D>[]): this;

  readonly attributes: AttributesOf<D>;
  readonly attributesBeforeTypeCast: { readonly [K in NamesOf<D>]?: unknown };
  readAttribute<N extends NamesOf<D>>(name: N): AttributesOf<D>[N];
  writeAttribute<N extends NamesOf<D>>(name: N, value: ChangesOf<D>[N]): this;
  readAttributeBeforeTypeCast(name: NamesOf<D>): unknown;
  assign(changes: UpdateOf<D>): this;
  /** True if both are in the same table and have the same key. */
  isSameRecord(other: unknown): boolean;
  /** Safe for JSON: sets are arrays, bigints text, bytes base64, times ISO. */
  toJSON(): Record<string, unknown>;

  /** Of the last validation. */
  readonly errors: RecordErrors<NamesOf<D>>;
  /** Validates, with the hooks of it, and saves nothing. */
  isValid(): Promise<boolean>;
  save(options?: SaveOptions): Promise<boolean>;
  saveOrThrow(options?: SaveOptions): Promise<this>;
  updateAttributes(changes: UpdateOf<D>): Promise<boolean>;
  updateAttributesOrThrow(changes: UpdateOf<D>): Promise<this>;
  updateAttribute<N extends keyof UpdateOf<D>>(
    name: N,
    value: UpdateOf<D>[N],
    options?: { validate?: boolean },
  ): Promise<boolean>;
  updateAttributeOrThrow<N extends keyof UpdateOf<D>>(
    name: N,
    value: UpdateOf<D>[N],
    options?: { validate?: boolean },
  ): Promise<this>;
  /** One UpdateItem, without validation; false where the conditions do not hold. */
  update(conditions: ConditionsOf<D>, block: UpdateBlock<D>): Promise<boolean>;
  update(block: UpdateBlock<D>): Promise<boolean>;
  updateOrThrow(conditions: ConditionsOf<D>, block: UpdateBlock<D>): Promise<this>;
  updateOrThrow(block: UpdateBlock<D>): Promise<this>;
  increment(name: CounterNames<D>, by?: number): Promise<this>;
  decrement(name: CounterNames<D>, by?: number): Promise<this>;
  touch(...names: NamesOf<D>[]): Promise<this>;
  destroy(): Promise<this | false>;
  destroyOrThrow(): Promise<this>;
  delete(): Promise<this>;
  reload(options?: { consistentRead?: boolean }): Promise<this>;
}

/** A record: its attributes, and what all records have. */
export type InstanceOf<D extends Definition> = AttributesOf<D> & RecordMethods<D>;
