import { type AttributeValue, type Item, newItem } from '../../items/values/attribute-value.ts';
import { canonicalNumber, parseDecimal } from '../../items/values/decimal.ts';
import { isJsonObject } from '../../json/parse-json.ts';
import { decodeBase64 } from '../../wire/base64.ts';

/** A value that DynamoDB refuses, with its message. */
export class InvalidWireValue extends Error {}

/** Not an attribute value at all: the server itself refuses it, before it looks at anything else. */
export class NotOfTheProtocol extends Error {}

/** DynamoDB nests 32 levels deep; a value that is far deeper is left to the server. */
const MAX_DEPTH = 64;
/** Java's BigDecimal has no greater powers of ten: DynamoDB takes anything beyond them for no number. */
const MAX_POWER = 2 ** 31 - 1;

/**
 * For a member of a request.
 * @throws NotOfTheProtocol
 */
export function wireObject(value: unknown): Readonly<Record<string, unknown>> {
  if (!isJsonObject(value)) throw new NotOfTheProtocol();
  return value;
}

/** The values of a key, by name. @throws InvalidWireValue, NotOfTheProtocol */
export function wireItem(value: unknown, depth = 0): Item {
  const item = newItem();
  for (const [name, member] of Object.entries(wireObject(value))) item[name] = wireValue(member, depth + 1);
  return item;
}

/** An attribute value as JSON has it. @throws InvalidWireValue, NotOfTheProtocol */
export function wireValue(json: unknown, depth = 0): AttributeValue {
  if (depth > MAX_DEPTH) throw new NotOfTheProtocol();
  const members = Object.entries(wireObject(json)).filter(([, member]) => member !== null);
  const [first] = members.map(([type, member]) => typedValue(type, member, depth));
  if (first === undefined) {
    throw new InvalidWireValue(
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    );
  }
  if (members.length > 1) {
    throw new InvalidWireValue(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  return first;
}

function typedValue(type: string, member: unknown, depth: number): AttributeValue {
  switch (type) {
    case 'S':
      return { S: text(member) };
    case 'N':
      return { N: number(text(member)) };
    case 'B':
      return { B: bytes(member) };
    case 'BOOL':
      return { BOOL: flag(member) };
    case 'NULL':
      flag(member);
      return { NULL: true };
    case 'L':
      return { L: list(member).map((element) => wireValue(element, depth + 1)) };
    case 'M':
      return { M: wireItem(member, depth) };
    case 'SS':
      return { SS: stringSet(list(member).map(text)) };
    case 'NS':
      return { NS: numberSet(list(member).map(text).map(number)) };
    case 'BS':
      return { BS: binarySet(list(member).map(text)) };
    default:
      throw new NotOfTheProtocol();
  }
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new NotOfTheProtocol();
  return value;
}

function flag(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new NotOfTheProtocol();
  return value;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new NotOfTheProtocol();
  return value;
}

function bytes(value: unknown): Uint8Array {
  const decoded = decodeBase64(text(value));
  if (decoded === undefined) throw new NotOfTheProtocol();
  return decoded;
}

function number(value: string): string {
  const decimal = parseDecimal(value);
  if (decimal === undefined || Math.abs(powerOf(value)) > MAX_POWER) {
    const shown = value === '' ? '' : `: ${value}`;
    throw new InvalidWireValue(`The parameter cannot be converted to a numeric value${shown}`);
  }
  if (decimal.digits === '') return value;
  const magnitude = 'Attempting to store a number with magnitude';
  if (decimal.exponent > 126) {
    throw new InvalidWireValue(`Number overflow. ${magnitude} larger than supported range`);
  }
  if (decimal.exponent < -129) {
    throw new InvalidWireValue(`Number underflow. ${magnitude} smaller than supported range`);
  }
  if (decimal.digits.length > 38) {
    throw new InvalidWireValue('Attempting to store more than 38 significant digits in a Number');
  }
  return value;
}

function powerOf(value: string): number {
  return Number(/e([+-]?\d+)$/i.exec(value)?.[1] ?? 0);
}

function stringSet(elements: readonly string[]): string[] {
  if (elements.length === 0) throw invalid('An string set  may not be empty');
  if (new Set(elements).size < elements.length) {
    throw invalid(`Input collection [${elements.join(', ')}] contains duplicates.`);
  }
  return [...elements];
}

function numberSet(elements: readonly string[]): string[] {
  if (elements.length === 0) throw invalid('An number set  may not be empty');
  if (new Set(elements.map(canonicalNumber)).size < elements.length) {
    throw new InvalidWireValue('Input collection contains duplicates');
  }
  return [...elements];
}

function binarySet(elements: readonly string[]): Uint8Array[] {
  if (elements.length === 0) throw invalid('Binary sets should not be empty');
  if (new Set(elements).size < elements.length) {
    throw invalid(`Input collection [${elements.join(', ')}]of type BS contains duplicates.`);
  }
  return elements.map(bytes);
}

function invalid(problem: string): InvalidWireValue {
  return new InvalidWireValue(`One or more parameter values were invalid: ${problem}`);
}
