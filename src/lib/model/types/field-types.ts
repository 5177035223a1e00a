/** The DynamoDB type of a key that a field can be; `M` is a map, whose members conditions can name. */
export type FieldKind = 'S' | 'N' | 'B' | 'M';

/** `YYYY-MM-DD`. */
export type DateString = `${number}-${number}-${number}`;

/**
 * A field of a model, as `f.string()` and its like make it.
 *
 * `T` is what is read, `In` what is taken when writing, `K` the kinds of key that it can be, `Null` whether a read may
 * give null, `Opt` whether `create` may leave it out. The member `__` is of the compiler's alone.
 */
export interface Field<
  T = unknown,
  In = unknown,
  K extends FieldKind = FieldKind,
  Null extends boolean = boolean,
  Opt extends boolean = boolean,
> {
  readonly __: { readonly t: T; readonly in: In; readonly k: K; readonly nul: Null; readonly opt: Opt };
  /** Never null: `create` asks for it, and validation holds a record to it. */
  required(): Field<T, Exclude<In, null | undefined>, K, false, false>;
  /** For a new record that does not say it, and for an item that lacks it when it is loaded. */
  default(value: In | (() => In)): Field<T, In, K, false, true>;
}

/** A field as its builder first gives it: nullable and optional. */
export type NewField<T, In, K extends FieldKind> = Field<T, In | null | undefined, K, true, true>;

export type AnyField = Field<unknown, unknown, FieldKind, boolean, boolean>;

export type Fields = Readonly<Record<string, AnyField>>;

/** The type that a field's values have. */
export type ValueOf<F extends AnyField> = F['__']['t'];

/** The input of a field, without null. */
export type InputValueOf<F extends AnyField> = NonNullable<F['__']['in']>;

/** Converts values of a class of the app to a value that DynamoDB can store, and back. */
export interface Codec<T, Raw> {
  dump(value: T): Raw;
  load(raw: Raw): T;
  /** What the value is stored as. Told for a key that is no string; else by the dumped value. */
  type?: 'S' | 'N' | 'B';
  /** Of a number: `load` takes its digits as text, all 38 of them. */
  digits?: boolean;
  /** Compares two values; by default, their dumped values are compared. */
  equals?(a: T, b: T): boolean;
}

/** A class with static `dump` and `load`; or one whose values dump themselves. */
export type CodecClass<T, Raw> =
  | Codec<T, Raw>
  | ((abstract new (
      ...args: never
    ) => T & { dump(): Raw }) & {
      load(raw: Raw): T;
      type?: 'S' | 'N' | 'B';
      digits?: boolean;
      equals?(a: T, b: T): boolean;
    });

/** The part of Standard Schema that is needed of a validator, such as those of zod and valibot. */
export interface StandardSchema<T> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<T> | Promise<StandardResult<T>>;
  };
}

export type StandardResult<T> =
  | { readonly value: T; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

export interface StandardIssue {
  readonly message: string;
  /** The place within the value. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** The options of every field. */
export interface FieldOptions {
  /** The attribute's name in the table; the field's own, in the model's `naming`, unless told. */
  attr?: string;
}

/** Of {@link FieldOptions}, for a field whose value the app's own validator looks at. */
export interface CheckedOptions<T> extends FieldOptions {
  check?: StandardSchema<T>;
}
