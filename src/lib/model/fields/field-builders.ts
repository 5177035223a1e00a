import type {
  AnyField,
  CheckedOptions,
  CodecClass,
  DateString,
  Field,
  FieldKind,
  FieldOptions,
  NewField,
} from '../types/field-types.ts';
import { type FieldSpec, fieldSpecOf, rememberFieldSpec } from './field-spec.ts';

/** The builders of fields: `f.string()`, `f.set(f.integer())`. */
export interface FieldBuilders {
  string(options?: CheckedOptions<string> & { values?: undefined }): NewField<string, string, 'S'>;
  /** One of these strings. */
  string<const V extends string>(options: CheckedOptions<V> & { values: readonly V[] }): NewField<V, V, 'S'>;
  /** A whole number that JavaScript holds exactly. */
  integer(options?: CheckedOptions<number>): NewField<number, number, 'N'>;
  /** A number that JavaScript holds exactly; others raise PrecisionError. */
  number(options?: CheckedOptions<number>): NewField<number, number, 'N'>;
  bigint(options?: CheckedOptions<bigint>): NewField<bigint, bigint, 'N'>;
  /** A number of up to 38 digits, as text. */
  decimal(options?: CheckedOptions<string>): NewField<string, string, 'N'>;
  boolean(options?: CheckedOptions<boolean> & { native?: boolean }): NewField<boolean, boolean, never>;
  datetime(options?: CheckedOptions<Date> & { asString?: boolean }): NewField<Date, Date | string, 'S' | 'N'>;
  date(
    options?: CheckedOptions<DateString> & { asString?: boolean },
  ): NewField<DateString, DateString, 'S' | 'N'>;
  set(options?: FieldOptions): NewField<Set<string>, ReadonlySet<string>, never>;
  set<E extends AnyField>(
    of: E,
    options?: FieldOptions,
  ): NewField<Set<E['__']['t']>, ReadonlySet<NonNullable<E['__']['in']>>, never>;
  array(options?: FieldOptions): NewField<unknown[], readonly unknown[], never>;
  array<E extends AnyField>(
    of: E,
    options?: FieldOptions,
  ): NewField<E['__']['t'][], readonly NonNullable<E['__']['in']>[], never>;
  /** An object; conditions may name its members: `settings.theme`. */
  map(
    options?: CheckedOptions<Record<string, unknown>>,
  ): NewField<Record<string, unknown>, Readonly<Record<string, unknown>>, 'M'>;
  map<T extends object>(options?: CheckedOptions<T>): NewField<T, T, 'M'>;
  /** Whatever DynamoDB keeps, as it is. */
  raw<T = unknown>(options?: CheckedOptions<T>): NewField<T, T, 'M'>;
  /** Any value, as text: JSON unless a serializer is given. */
  serialized<T = unknown>(
    options?: CheckedOptions<T> & { serializer?: { dump(value: T): string; load(text: string): T } },
  ): NewField<T, T, 'S'>;
  binary(options?: FieldOptions & { base64?: boolean }): NewField<Uint8Array, Uint8Array, 'B'>;
  /** A class of the app's own. */
  custom<T, Raw>(
    codec: CodecClass<T, Raw>,
    options?: CheckedOptions<T>,
  ): NewField<
    T,
    T,
    Raw extends number | bigint ? 'N' : Raw extends string ? 'S' : Raw extends Uint8Array ? 'B' : never
  >;
  /** Counts the writes of a record: switches optimistic locking on. */
  lockVersion(options?: FieldOptions): NewField<number, number, 'N'>;
}

class FieldBuilder {
  constructor(spec: FieldSpec) {
    rememberFieldSpec(this, spec);
  }

  required(): FieldBuilder {
    return new FieldBuilder({ ...fieldSpecOf(asField(this)), isRequired: true });
  }

  unique(): FieldBuilder {
    return new FieldBuilder({ ...fieldSpecOf(asField(this)), isUnique: true });
  }

  default(value: unknown): FieldBuilder {
    return new FieldBuilder({ ...fieldSpecOf(asField(this)), default: { value } });
  }
}

/** The builder's types are of the compiler's alone, so they cannot be checked here. */
function asField(builder: FieldBuilder): Field<never, never, FieldKind, boolean, boolean> {
  return builder as unknown as Field<never, never, FieldKind, boolean, boolean>;
}

type Options = Partial<FieldSpec> & { base64?: boolean };

function field(type: FieldSpec['type'], { base64, ...options }: Options = {}): FieldBuilder {
  const native = base64 === undefined ? {} : { native: !base64 };
  return new FieldBuilder({ isRequired: false, ...options, ...native, type });
}

function collection(type: 'set' | 'array', first: unknown, options: Options = {}): FieldBuilder {
  return first instanceof FieldBuilder
    ? field(type, { ...options, element: fieldSpecOf(asField(first)) })
    : field(type, (first ?? {}) as Options);
}

const builders = {
  string: (options?: Options) => field('string', options),
  integer: (options?: Options) => field('integer', options),
  number: (options?: Options) => field('number', options),
  bigint: (options?: Options) => field('bigint', options),
  decimal: (options?: Options) => field('decimal', options),
  boolean: (options?: Options) => field('boolean', options),
  datetime: (options?: Options) => field('datetime', options),
  date: (options?: Options) => field('date', options),
  set: (first?: unknown, options?: Options) => collection('set', first, options),
  array: (first?: unknown, options?: Options) => collection('array', first, options),
  map: (options?: Options) => field('map', options),
  raw: (options?: Options) => field('raw', options),
  serialized: (options?: Options) => field('serialized', options),
  binary: (options?: Options) => field('binary', options),
  custom: (codec: unknown, options?: Options) => field('custom', { ...options, codec }),
  lockVersion: (options?: Options) => field('integer', { ...options, isLockVersion: true }),
};

export const f = builders as unknown as FieldBuilders;
