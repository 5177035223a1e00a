import { AutodyneError } from '../../errors/autodyne-error.ts';
import type { AttributeValue } from '../../items/values/attribute-value.ts';
import { type DocumentRules, dumpDocument, loadDocument, setOf } from './document-value.ts';
import type { FieldTypeName } from './field-spec.ts';
import type { FieldType } from './field-type.ts';
import { storedTypeMismatch } from './stored-type-mismatch.ts';

/** Types of set elements: DynamoDB has sets of strings, numbers and binary only. */
export const SET_ELEMENTS: ReadonlySet<FieldTypeName> = new Set<FieldTypeName>([
  'string',
  'integer',
  'number',
  'bigint',
  'decimal',
  'datetime',
  'date',
  'serialized',
  'binary',
  'custom',
]);

export function setType(element: FieldType): FieldType {
  return {
    name: `set of ${element.name}`,
    keyType: undefined,
    storedAs: `${element.keyType ?? 'S'}S`,
    isMutable: true,
    element,
    cast(input) {
      const given = elementsOf(input);
      if (given === null) return null;
      const cast = new Set<unknown>();
      for (const value of given) {
        const castValue = castElement(element, value);
        if (castValue !== null) cast.add(castValue);
      }
      return cast;
    },
    dump(value) {
      const elements: AttributeValue[] = [];
      for (const each of value as ReadonlySet<unknown>) {
        const dumped = each === null || each === undefined ? undefined : element.dump(each);
        if (dumped !== undefined) elements.push(dumped);
      }
      return elements.length === 0 ? undefined : setOf(elements);
    },
    load(stored) {
      if (element.isVerbatim && stored.SS !== undefined) return new Set(stored.SS);
      const elements = storedElements(stored);
      if (elements === undefined) throw storedTypeMismatch(`set of ${element.name}`, stored);
      return new Set(elements.map((each) => loadElement(element, each)));
    },
  };
}

/** A number where text is declared is its digits; every other mismatch is refused. */
function loadElement(element: FieldType, stored: AttributeValue): unknown {
  return element.name === 'string' && stored.N !== undefined ? stored.N : element.load(stored);
}

function storedElements({ SS, NS, BS }: AttributeValue): AttributeValue[] | undefined {
  if (NS !== undefined) return NS.map((N) => ({ N }));
  if (SS !== undefined) return SS.map((S) => ({ S }));
  return BS?.map((B) => ({ B }));
}

/** @param element undefined for whatever DynamoDB keeps */
export function arrayType(element: FieldType | undefined, rules: DocumentRules): FieldType {
  return {
    name: element === undefined ? 'array' : `array of ${element.name}`,
    keyType: undefined,
    storedAs: 'L',
    isMutable: true,
    ...(element === undefined ? {} : { element }),
    cast(input) {
      const given = input instanceof Map ? [...input] : elementsOf(input);
      if (given === null || element === undefined) return given;
      return given.map((value) => castElement(element, value));
    },
    dump(value) {
      const dumpElement = (each: unknown): AttributeValue => {
        if (element === undefined) return dumpDocument(each, rules);
        return (each === null || each === undefined ? undefined : element.dump(each)) ?? { NULL: true };
      };
      return { L: [...(value as readonly unknown[])].map(dumpElement) };
    },
    load(stored) {
      if (stored.L === undefined) throw storedTypeMismatch('array', stored);
      return stored.L.map((each) => {
        if (element === undefined) return loadDocument(each, rules);
        return each.NULL === undefined ? element.load(each) : null;
      });
    },
  };
}

function castElement(element: FieldType, value: unknown): unknown {
  return value === null || value === undefined ? null : (element.cast(value) ?? null);
}

/** A new array of the elements of an iterable; null for strings, numbers, times and bytes. */
function elementsOf(input: unknown): unknown[] | null {
  if (Array.isArray(input)) return [...input];
  if (typeof input !== 'object' || input === null || input instanceof Uint8Array) return null;
  return Symbol.iterator in input ? [...(input as Iterable<unknown>)] : null;
}

/** An object, or pairs. */
export function mapType(rules: DocumentRules): FieldType {
  return {
    name: 'map',
    keyType: undefined,
    storedAs: 'M',
    isMutable: true,
    cast: castMap,
    dump: (value) => dumpDocument(value, rules),
    load(stored) {
      if (stored.M === undefined) throw storedTypeMismatch('map', stored);
      return loadDocument(stored, rules);
    },
  };
}

function castMap(input: unknown): object | null {
  if (input instanceof Map) return Object.fromEntries(input) as object;
  if (Array.isArray(input)) {
    const isPairs = input.every((pair) => Array.isArray(pair) && pair.length === 2);
    return isPairs ? (Object.fromEntries(input as [string, unknown][]) as object) : null;
  }
  const isObject = typeof input === 'object' && input !== null;
  return isObject && !(input instanceof Date) && !(input instanceof Set) && !ArrayBuffer.isView(input)
    ? input
    : null;
}

export function rawType(rules: DocumentRules): FieldType {
  return {
    name: 'raw',
    keyType: undefined,
    isMutable: true,
    cast: (input) => input,
    dump(value) {
      const isEmptySet = value instanceof Set && value.size === 0;
      return isEmptySet || (value === '' && !rules.keepsEmpty) ? undefined : dumpDocument(value, rules);
    },
    load: (stored) => loadDocument(stored, rules),
  };
}

/** @throws AutodyneError `InvalidModel` for a type that no set of DynamoDB's can hold */
export function checkSetElement(type: FieldTypeName): void {
  if (SET_ELEMENTS.has(type)) return;
  throw new AutodyneError('InvalidModel', `set element type ${type} is not supported`, {
    suggestions: [`use f.array(f.${type}())`],
  });
}
