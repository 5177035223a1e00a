import type { KeyType } from '../../items/keys/key-schema.ts';
import type { AttributeValue } from '../../items/values/attribute-value.ts';

/**
 * One type of value: how it is cast, and what DynamoDB keeps of it. Pure, made once for a field and its settings.
 * `null` is handled before: no method is given one.
 */
export interface FieldType {
  /** For messages: `integer`, `set of datetime`. */
  readonly name: string;
  /** Of a key of this type; `undefined` where no key can be. */
  readonly keyType: KeyType | undefined;
  /** Whether a value can be changed within: records then compare it with what was stored. */
  readonly isMutable: boolean;
  /** Elements of a set or array. */
  readonly element?: FieldType;
  /** What is written to a field, or compared with it, as a value of the type; null for what is none. */
  cast(input: unknown): unknown;
  /** `undefined` for what is not stored, such as an empty set. @throws PrecisionError */
  dump(value: unknown): AttributeValue | undefined;
  /** @throws PrecisionError, AutodyneError `InvalidValue` */
  load(stored: AttributeValue): unknown;
  /** Whether two values are the same; by what they are dumped as unless the type knows better. */
  equals?(a: unknown, b: unknown): boolean;
}
