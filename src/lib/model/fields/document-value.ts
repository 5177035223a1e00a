import { AutodyneError } from '../../errors/autodyne-error.ts';
import { type AttributeValue, type Item, newItem } from '../../items/values/attribute-value.ts';
import { canonicalNumber } from '../../items/values/decimal.ts';
import { javaScriptNumber } from '../../items/values/javascript-number.ts';
import { storedDigits, wrappedDigits } from './cast-number.ts';
import { ExactNumber } from './exact-number.ts';

export interface DocumentRules {
  /** Empty strings are stored; otherwise they are null. */
  keepsEmpty: boolean;
  /** Numbers are JavaScript numbers, even if digits are lost. */
  roundsNumbers: boolean;
}

/**
 * A JavaScript value as DynamoDB keeps it: objects as maps, arrays as lists, sets as sets; `undefined` members left out,
 * empty sets null.
 * @throws AutodyneError `InvalidValue` for what DynamoDB cannot keep, PrecisionError
 */
export function dumpDocument(value: unknown, rules: DocumentRules): AttributeValue {
  switch (typeof value) {
    case 'string':
      return value === '' && !rules.keepsEmpty ? { NULL: true } : { S: value };
    case 'number':
    case 'bigint':
      return { N: storedDigits(String(value)) };
    case 'boolean':
      return { BOOL: value };
    case 'undefined':
      return { NULL: true };
    case 'object':
      return value === null ? { NULL: true } : dumpObject(value, rules);
    default:
      throw unstorable(`a ${typeof value}`);
  }
}

function dumpObject(value: object, rules: DocumentRules): AttributeValue {
  const digits = wrappedDigits(value);
  if (digits !== undefined) return { N: digits };
  if (value instanceof Uint8Array) return { B: value };
  if (value instanceof Set) return dumpSet(value);
  if (Array.isArray(value)) return { L: value.map((element) => dumpDocument(element, rules)) };
  if (value instanceof Map) return { M: dumpMembers([...value], rules) };
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) throw unstorable(`a ${value.constructor.name}`);
  return { M: dumpMembers(Object.entries(value), rules) };
}

function dumpMembers(members: readonly [unknown, unknown][], rules: DocumentRules): Item {
  const map = newItem();
  for (const [name, member] of members) {
    if (member !== undefined) map[String(name)] = dumpDocument(member, rules);
  }
  return map;
}

function dumpSet(values: ReadonlySet<unknown>): AttributeValue {
  if (values.size === 0) return { NULL: true };
  return setOf([...values].map((value) => dumpDocument(value, { keepsEmpty: true, roundsNumbers: false })));
}

/**
 * A set of stored values, each once.
 * @throws AutodyneError `InvalidValue` where they are not all strings, all numbers or all binary
 */
export function setOf(elements: readonly AttributeValue[]): AttributeValue {
  if (elements.every(({ S }) => S !== undefined))
    return { SS: [...new Set(elements.map(({ S }) => S ?? ''))] };
  if (elements.every(({ N }) => N !== undefined)) {
    return { NS: [...new Map(elements.map(({ N = '' }) => [canonicalNumber(N), N])).values()] };
  }
  if (elements.every(({ B }) => B !== undefined)) {
    return {
      BS: [
        ...new Map(elements.map(({ B }) => [Buffer.from(B ?? []).toString('base64'), B])).values(),
      ].flatMap((bytes) => bytes ?? []),
    };
  }
  throw unstorable('a set of values that are not all strings, all numbers or all binary');
}

/** Converts a stored value to a JavaScript value. @param rules the form of numbers */
export function loadDocument(stored: AttributeValue, rules: DocumentRules): unknown {
  if (stored.S !== undefined) return stored.S;
  if (stored.N !== undefined) return loadNumber(stored.N, rules);
  if (stored.BOOL !== undefined) return stored.BOOL;
  if (stored.B !== undefined) return Uint8Array.from(stored.B);
  if (stored.L !== undefined) return stored.L.map((element) => loadDocument(element, rules));
  if (stored.M !== undefined) return loadMembers(stored.M, rules);
  if (stored.SS !== undefined) return new Set(stored.SS);
  if (stored.NS !== undefined) return new Set(stored.NS.map((digits) => loadNumber(digits, rules)));
  if (stored.BS !== undefined) return new Set(stored.BS.map((bytes) => Uint8Array.from(bytes)));
  return null;
}

function loadMembers(map: Item, rules: DocumentRules): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(map)) {
    const value = loadDocument(member, rules);
    if (name !== '__proto__') object[name] = value;
    else Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
  }
  return object;
}

function loadNumber(digits: string, { roundsNumbers }: DocumentRules): number | ExactNumber {
  return javaScriptNumber(digits) ?? (roundsNumbers ? Number(digits) : new ExactNumber(digits));
}

function unstorable(what: string): AutodyneError {
  return new AutodyneError('InvalidValue', `DynamoDB cannot store ${what}`, {
    suggestions: ['use a field of its type, such as f.datetime(), or f.serialized() or f.custom()'],
  });
}
