import type { Definition, NamesOf } from './definition-types.ts';
import type { AnyField } from './field-types.ts';

interface NullOperators {
  null: boolean;
  not_null: boolean;
}

interface EqualOperators<V> extends NullOperators {
  eq: V;
  ne: V;
  in: readonly V[];
}

interface OrderOperators<V> extends EqualOperators<V> {
  gt: V;
  gte: V;
  lt: V;
  lte: V;
  between: readonly [V, V];
}

interface StringOperators<V> extends OrderOperators<V> {
  begins_with: string;
  contains: string | readonly string[];
  not_contains: string | readonly string[];
}

interface CollectionOperators<V, E> extends NullOperators {
  eq: V;
  ne: V;
  /** A list asks for each of its elements. */
  contains: E | readonly E[];
  not_contains: E | readonly E[];
}

type Collection = ReadonlySet<unknown> | readonly unknown[];
type ElementOf<V> = V extends Iterable<infer E> ? E : never;

/** The operators that a value of type `T`, of key kind `K`, is compared with, and what each takes; `V` is the input. */
export type OperatorsOf<T, K, V> = [T] extends [Collection]
  ? CollectionOperators<V, ElementOf<V>>
  : [K] extends [never]
    ? EqualOperators<V>
    : [T] extends [string]
      ? StringOperators<V>
      : OrderOperators<V>;

/** The operators of a value inside a map, by its type alone. */
type MemberOperators<T> = [T] extends [Collection]
  ? CollectionOperators<T, ElementOf<T>>
  : [T] extends [string]
    ? StringOperators<T>
    : [T] extends [number | bigint]
      ? OrderOperators<T>
      : EqualOperators<T>;

type FieldOperators<F extends AnyField> = OperatorsOf<F['__']['t'], F['__']['k'], NonNullable<F['__']['in']>>;

/** `name.gt` and its like, of all fields. */
type OperatorKeys<D extends Definition> = {
  [K in NamesOf<D>]: `${K}.${keyof FieldOperators<D['f'][K]> & string}`;
}[NamesOf<D>];

type OperatorPart<D extends Definition> = {
  [P in OperatorKeys<D>]?: P extends `${infer K}.${infer O}`
    ? K extends NamesOf<D>
      ? O extends keyof FieldOperators<D['f'][K]>
        ? FieldOperators<D['f'][K]>[O]
        : never
      : never
    : never;
};

type Member<T, P> = P extends keyof T ? NonNullable<T[P]> : never;
type IsObject<T> = [T] extends [Collection | string | number | bigint | boolean | Date | Uint8Array]
  ? false
  : true;

/** Fields whose members conditions can name: those whose type says the members, and those whose does not. */
type MapNames<D extends Definition, Typed extends boolean> = {
  [K in NamesOf<D>]: 'M' extends D['f'][K]['__']['k']
    ? string extends keyof D['f'][K]['__']['t']
      ? Typed extends true
        ? never
        : K
      : unknown extends D['f'][K]['__']['t']
        ? Typed extends true
          ? never
          : K
        : Typed extends true
          ? K
          : never
    : never;
}[NamesOf<D>];

/** Paths into a map, three steps deep at most. */
type PathsOf<T, Prefix extends string, Depth extends readonly unknown[] = []> = {
  [P in keyof T & string]:
    | `${Prefix}.${P}`
    | `${Prefix}.${P}.${keyof MemberOperators<Member<T, P>> & string}`
    | (Depth['length'] extends 2
        ? never
        : IsObject<Member<T, P>> extends true
          ? PathsOf<Member<T, P>, `${Prefix}.${P}`, [...Depth, 1]>
          : never);
}[keyof T & string];

type MapPaths<D extends Definition> = {
  [K in MapNames<D, true>]: PathsOf<D['f'][K]['__']['t'], K>;
}[MapNames<D, true>];

type ValueAt<T, Path extends string> = Path extends keyof T
  ? NonNullable<T[Path]> | null
  : Path extends `${infer P}.${infer Rest}`
    ? P extends keyof T
      ? Rest extends keyof MemberOperators<Member<T, P>>
        ? MemberOperators<Member<T, P>>[Rest]
        : ValueAt<Member<T, P>, Rest>
      : never
    : never;

type PathPart<D extends Definition> = {
  [P in MapPaths<D>]?: P extends `${infer K}.${infer Path}`
    ? K extends NamesOf<D>
      ? ValueAt<D['f'][K]['__']['t'], Path>
      : never
    : never;
} & { [K in MapNames<D, false> as `${K}.${string}`]?: unknown };

/**
 * Conditions by name: `{ city: 'Chicago', 'latitude.gte': 10, 'settings.theme': 'dark' }`. All must hold; null asks
 * for an attribute that is not there, or null.
 */
export type WhereOf<D extends Definition> = {
  [K in NamesOf<D>]?: NonNullable<D['f'][K]['__']['in']> | null;
} & OperatorPart<D> &
  PathPart<D>;

/** Conditions for a write. */
export interface ConditionsOf<D extends Definition> {
  if?: WhereOf<D>;
  /** Refused if any of these attributes is there. */
  unlessExists?: readonly NamesOf<D>[];
}
