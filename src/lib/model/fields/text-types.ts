import { AutodyneError } from '../../errors/autodyne-error.ts';
import type { AttributeValue } from '../../items/values/attribute-value.ts';
import { parseJson } from '../../json/parse-json.ts';
import { decodeBase64, encodeBase64 } from '../../wire/base64.ts';
import type { FieldSpec } from './field-spec.ts';
import type { FieldType } from './field-type.ts';
import { storedTypeMismatch } from './stored-type-mismatch.ts';

export function stringType({ keepsEmpty }: { keepsEmpty: boolean }): FieldType {
  return {
    name: 'string',
    keyType: 'S',
    storedAs: 'S',
    isVerbatim: true,
    isMutable: false,
    cast: castString,
    dump: (value) => (value === '' && !keepsEmpty ? undefined : { S: String(value) }),
    load(stored) {
      if (stored.S === undefined) throw storedTypeMismatch('string', stored);
      return stored.S;
    },
  };
}

/** Booleans as Ruby's mapper has them; times in ISO; objects only where they have a text of their own. */
function castString(input: unknown): string | null {
  if (typeof input === 'string') return input;
  if (typeof input === 'boolean') return input ? 't' : 'f';
  if (typeof input === 'number' || typeof input === 'bigint') return String(input);
  if (input instanceof Date) return Number.isNaN(input.getTime()) ? null : input.toISOString();
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return null;
  return input.toString === Object.prototype.toString ? null : String(input);
}

const FALSE = new Set<unknown>([false, 'false', 'FALSE', 0, '0', 'f', 'F', 'off', 'OFF']);

export function booleanType({ isNative }: { isNative: boolean }): FieldType {
  return {
    name: 'boolean',
    keyType: undefined,
    storedAs: isNative ? 'BOOL' : 'S',
    isVerbatim: isNative,
    isMutable: false,
    cast: (input) => (input === '' ? null : !FALSE.has(input)),
    dump: (value) => (isNative ? { BOOL: value === true } : { S: value === true ? 't' : 'f' }),
    load(stored) {
      if (stored.BOOL !== undefined) return stored.BOOL;
      if (stored.S === 't' || stored.S === 'f') return stored.S === 't';
      if (stored.S === undefined) throw storedTypeMismatch('boolean', stored);
      throw new AutodyneError('InvalidValue', `a boolean stored as text is neither t nor f: "${stored.S}"`);
    },
  };
}

export function binaryType({ isNative }: { isNative: boolean }): FieldType {
  return {
    name: 'binary',
    keyType: isNative ? 'B' : 'S',
    storedAs: isNative ? 'B' : 'S',
    isMutable: true,
    cast: castBytes,
    dump(value) {
      const bytes = value as Uint8Array;
      return isNative ? { B: bytes } : { S: encodeBase64(bytes) };
    },
    load(stored: AttributeValue) {
      // A copy: what is changed within it is no longer what was stored.
      if (stored.B !== undefined) return Uint8Array.from(stored.B);
      const bytes = stored.S === undefined ? undefined : decodeBase64(stored.S);
      if (bytes === undefined) throw storedTypeMismatch('binary', stored);
      return Uint8Array.from(bytes);
    },
  };
}

function castBytes(input: unknown): Uint8Array | null {
  if (input instanceof Uint8Array) return input;
  if (input instanceof ArrayBuffer) return new Uint8Array(input);
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  const text = castString(input);
  return text === null ? null : new Uint8Array(Buffer.from(text));
}

/** Any value as text: JSON, or what the app's serializer makes of it. */
export function serializedType({ serializer }: FieldSpec): FieldType {
  const dumpText = serializer?.dump.bind(serializer) ?? ((value: unknown) => JSON.stringify(value));
  const loadText = serializer?.load.bind(serializer) ?? parseJson;
  return {
    name: 'serialized',
    keyType: 'S',
    storedAs: 'S',
    isMutable: true,
    cast: (input) => input,
    dump(value) {
      const text: string | undefined = dumpText(value);
      return text === undefined ? undefined : { S: text };
    },
    load(stored) {
      if (stored.S === undefined) throw storedTypeMismatch('serialized text', stored);
      return loadText(stored.S);
    },
  };
}
