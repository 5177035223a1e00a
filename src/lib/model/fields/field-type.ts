import type { KeyType } from '../../items/keys/key-schema.ts';
import type { AttributeValue } from '../../items/values/attribute-value.ts';

/** A type of DynamoDB's, as its attribute values name it. */
export type StoredType = 'S' | 'N' | 'B' | 'BOOL' | 'L' | 'M' | 'SS' | 'NS' | 'BS';

/**
 * One type of value: how it is cast, and what DynamoDB keeps of it. Pure, made once for a field and its settings.
 * `null` is handled before: no method is given one.
 */
export interface FieldType {
  /** For messages: `integer`, `set of datetime`. */
  readonly name: string;
  /** Of a key of this type; `undefined` where no key can be. */
  readonly keyType: KeyType | undefined;
  /** The DynamoDB type of most stored values; a record then keeps only the bare value in memory. */
  readonly storedAs?: StoredType;
  /** True if a value is what `storedAs` has of it, as it is. */
  readonly isVerbatim?: boolean;
  /** True if a value can be changed in place: records then compare it with the stored value. */
  readonly isMutable: boolean;
  /** Elements of a set or array. */
  readonly element?: FieldType;
  /** Converts an input to a value of the type; null if that is not possible. */
  cast(input: unknown): unknown;
  /** `undefined` for what is not stored, such as an empty set. @throws PrecisionError */
  dump(value: unknown): AttributeValue | undefined;
  /** @throws PrecisionError, AutodyneError `InvalidValue` */
  load(stored: AttributeValue): unknown;
  /** Compares two values; by default, their dumped values are compared. */
  equals?(a: unknown, b: unknown): boolean;
}
