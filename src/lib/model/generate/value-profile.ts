import type { AttributeValue } from '../../items/values/attribute-value.ts';
import { canonicalNumber, parseDecimal } from '../../items/values/decimal.ts';
import type { FieldTypeName } from '../fields/field-spec.ts';

type StoredKind = keyof AttributeValue;

/** The values of an attribute, or the elements of its lists or sets, as far as the type of a field depends on them. */
export class ValueProfile {
  /** Types of values that are not null. */
  readonly #kinds = new Set<StoredKind>();
  #elements: ValueProfile | undefined;
  #hasNull = false;
  #isWhole = true;
  #isSafe = true;
  #isExact = true;
  #isIsoTime = true;
  #texts: Set<string> | undefined = new Set();
  #largest = 0;

  add(value: AttributeValue): void {
    const [kind] = Object.keys(value) as StoredKind[];
    if (kind === undefined || kind === 'NULL') {
      this.#hasNull = true;
      return;
    }
    this.#kinds.add(kind);
    if (value.N !== undefined) this.#addNumber(value.N);
    if (value.S !== undefined) this.#addText(value.S);
    for (const element of elementsOf(value)) {
      this.#elements ??= new ValueProfile();
      this.#elements.add(element);
    }
  }

  /** The DynamoDB type, where all values have the same one. */
  get kind(): StoredKind | undefined {
    const [kind] = this.#kinds;
    return this.#kinds.size === 1 ? kind : undefined;
  }

  /** All values were whole numbers that JavaScript holds exactly. */
  get isSafeInteger(): boolean {
    return this.kind === 'N' && this.#isWhole && this.#isSafe;
  }

  /** How times are stored, if these are times as models write them; undefined where they are not. */
  get storedTime(): 'seconds' | 'text' | undefined {
    if (this.kind === 'S') return this.#isIsoTime ? 'text' : undefined;
    return this.kind === 'N' && this.#largest < LATEST_SECONDS ? 'seconds' : undefined;
  }

  /** The strings that there were; undefined where they are many. */
  get texts(): ReadonlySet<string> | undefined {
    return this.#texts;
  }

  /** The builder of a field that holds these values without losing one: `f.integer()`, without options. */
  get builder(): Builder {
    switch (this.kind) {
      case 'S':
        return { name: 'string' };
      case 'N':
        return { name: this.#isWhole && this.#isSafe ? 'integer' : this.#numberName() };
      case 'BOOL':
        return { name: 'boolean' };
      case 'B':
        return { name: 'binary' };
      case 'M':
        return { name: 'map' };
      case 'L':
        return { name: 'array', of: this.#elementBuilder() };
      case 'SS':
      case 'NS':
      case 'BS':
        return { name: 'set', of: this.#elementBuilder() };
      default:
        return { name: 'raw' };
    }
  }

  #numberName(): Builder['name'] {
    if (this.#isWhole) return this.#isSafe ? 'number' : 'bigint';
    return this.#isExact ? 'number' : 'decimal';
  }

  /** A set or list is written whole: so its elements never get a type that would cut off the digits of an unseen one. */
  #elementBuilder(): Builder | undefined {
    const elements = this.#elements;
    if (elements === undefined || elements.#hasNull || elements.kind === undefined) return undefined;
    return elements.kind === 'N' ? { name: elements.#numberName() } : elements.builder;
  }

  #addNumber(digits: string): void {
    const decimal = parseDecimal(digits);
    const value = Number(digits);
    this.#isWhole &&= decimal !== undefined && decimal.digits.length <= Math.max(decimal.exponent, 0);
    this.#isExact &&= canonicalNumber(String(value)) === canonicalNumber(digits);
    this.#isSafe &&= Number.isSafeInteger(value);
    this.#largest = Math.max(this.#largest, Math.abs(value));
  }

  #addText(text: string): void {
    this.#isIsoTime &&= ISO_TIME.test(text);
    this.#texts?.add(text);
    if (this.#texts !== undefined && this.#texts.size > MANY_TEXTS) this.#texts = undefined;
  }
}

/** In the year 5138: a larger number counts milliseconds. */
const LATEST_SECONDS = 1e11;

/** The one form in which a time that is stored as text comes back as it was. */
const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+00:00$/;

/** More strings than this are no names of classes. */
const MANY_TEXTS = 20;

/** A call of `f`: `{ name: 'set', of: { name: 'string' } }` is `f.set(f.string())`. */
export interface Builder {
  /** Without those that no sample tells. */
  readonly name: Exclude<FieldTypeName, 'date' | 'serialized' | 'custom'> | 'lockVersion';
  readonly of?: Builder | undefined;
  /** Such as `asString: true`. */
  readonly options?: readonly string[];
}

function elementsOf({ L, SS, NS, BS }: AttributeValue): AttributeValue[] {
  return [
    ...(L ?? []),
    ...(SS ?? []).map((S) => ({ S })),
    ...(NS ?? []).map((N) => ({ N })),
    ...(BS ?? []).map((B) => ({ B })),
  ];
}

/** What validation takes for absent: null, white space alone, nothing in it. */
export function isBlankStored({ NULL, S, B, L, M }: AttributeValue): boolean {
  if (NULL !== undefined) return true;
  if (S !== undefined) return S.trim() === '';
  if (B !== undefined) return B.byteLength === 0;
  if (L !== undefined) return L.length === 0;
  return M !== undefined && Object.keys(M).length === 0;
}
