import { AutodyneError } from '../../errors/autodyne-error.ts';
import type { KeyType } from '../../items/keys/key-schema.ts';
import type { AttributeValue } from '../../items/values/attribute-value.ts';
import { exactNumber, storedDigits } from './cast-number.ts';
import { type DocumentRules, dumpDocument, loadDocument } from './document-value.ts';
import type { FieldType } from './field-type.ts';

/** A codec, or a class with static `dump` and `load`, or one whose values dump themselves. */
interface GivenCodec {
  dump?(value: unknown): unknown;
  load?(raw: unknown): unknown;
  type?: KeyType;
  digits?: boolean;
  equals?(a: unknown, b: unknown): boolean;
}

/** @throws AutodyneError `InvalidModel` for what has no `load` */
export function customType(given: unknown, rules: DocumentRules): FieldType {
  const codec = (given ?? {}) as GivenCodec;
  if (typeof codec.load !== 'function') {
    throw new AutodyneError(
      'InvalidModel',
      'a custom field needs a codec with dump and load, or a class that has them',
    );
  }
  return {
    name: 'custom',
    keyType: codec.type ?? 'S',
    storedAs: codec.type ?? 'S',
    isMutable: true,
    cast: (input) => input,
    dump: (value) => storedValue(dumpCustom(codec, value), codec, rules),
    load: (stored) => codec.load?.(rawValue(stored, codec, rules)),
    ...(codec.equals === undefined ? {} : { equals: codec.equals.bind(codec) }),
  };
}

/** The class's own way first: the value's is for classes that know no other. */
function dumpCustom(codec: GivenCodec, value: unknown): unknown {
  if (typeof codec.dump === 'function') return codec.dump(value);
  const own = (value as { dump?: unknown } | null)?.dump;
  if (typeof own === 'function') return (value as { dump(): unknown }).dump();
  throw new AutodyneError(
    'InvalidValue',
    'a value of a custom field has no dump, and its codec has none either',
  );
}

function storedValue(raw: unknown, { type }: GivenCodec, rules: DocumentRules): AttributeValue | undefined {
  if (raw === null || raw === undefined) return undefined;
  if (type === 'N') return { N: storedDigits(String(raw)) };
  if (type === 'S') return { S: String(raw) };
  return raw === '' ? (rules.keepsEmpty ? { S: '' } : undefined) : dumpDocument(raw, rules);
}

function rawValue(stored: AttributeValue, { digits }: GivenCodec, rules: DocumentRules): unknown {
  if (stored.N === undefined) return loadDocument(stored, rules);
  return digits === true ? stored.N : exactNumber(stored.N);
}
