import type { AnyField, StandardSchema } from '../types/field-types.ts';

export type FieldTypeName =
  | 'string'
  | 'integer'
  | 'number'
  | 'bigint'
  | 'decimal'
  | 'boolean'
  | 'datetime'
  | 'date'
  | 'set'
  | 'array'
  | 'map'
  | 'raw'
  | 'serialized'
  | 'binary'
  | 'custom';

/** The declaration of a field, made by its builder. */
export interface FieldSpec {
  readonly type: FieldTypeName;
  readonly attr?: string | undefined;
  readonly isRequired: boolean;
  /** A value, or a function that gives one; absent for none. */
  readonly default?: { readonly value: unknown };
  /** Of a string: the only ones that it may be. */
  readonly values?: readonly string[] | undefined;
  readonly check?: StandardSchema<unknown> | undefined;
  /** Of a datetime or date: as text, not as a number; as the settings say unless told. */
  readonly asString?: boolean | undefined;
  /** Of a boolean or binary: in DynamoDB's own type; as the settings say unless told. */
  readonly native?: boolean | undefined;
  /** Of a set or array. */
  readonly element?: FieldSpec | undefined;
  readonly serializer?: { dump(value: unknown): string; load(text: string): unknown } | undefined;
  readonly codec?: unknown;
  readonly isLockVersion?: boolean;
  /** No two records have the same value: each keeps a companion item for its own. */
  readonly isUnique?: boolean;
}

const specs = new WeakMap<object, FieldSpec>();

export function rememberFieldSpec(field: object, spec: FieldSpec): void {
  specs.set(field, spec);
}

/** @throws TypeError for what no builder made */
export function fieldSpecOf(field: AnyField): FieldSpec {
  const spec = specs.get(field);
  if (spec === undefined) throw new TypeError('not a field: fields are made by f.string() and its like');
  return spec;
}
