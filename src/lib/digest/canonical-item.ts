import { canonicalNumber, parseDecimal } from '../items/values/decimal.ts';

/** An item in DynamoDB JSON as `JSON.parse` returns it: numbers are strings, binary is a base64 string. */
export type TypedJsonItem = Readonly<Record<string, unknown>>;

/**
 * A string that is equal for equal items, whatever server wrote them: members and sets sorted, numbers normalised,
 * nothing lost; defined in `docs/archive-format.md`, The content digest.
 * @throws TypeError for a value that is not DynamoDB JSON.
 */
export function canonicalItem(item: TypedJsonItem): string {
  const names = Object.keys(item).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalValue(item[name])}`).join(',')}}`;
}

function canonicalValue(value: unknown): string {
  if (typeof value !== 'object' || value === null) throw notDynamoDbJson(value);
  const members = Object.entries(value);
  const [member] = members;
  if (member === undefined || members.length !== 1) throw notDynamoDbJson(value);
  const [type, inner] = member;
  return `{"${type}":${canonicalInner(type, inner)}}`;
}

function canonicalInner(type: string, inner: unknown): string {
  switch (type) {
    case 'S':
      return JSON.stringify(text(inner));
    case 'N':
      return `"${number(inner)}"`;
    case 'B':
      return JSON.stringify(normalizeBase64(text(inner)));
    case 'BOOL':
    case 'NULL':
      if (typeof inner !== 'boolean') throw notDynamoDbJson(inner);
      return String(inner);
    case 'L':
      return `[${elements(inner).map(canonicalValue).join(',')}]`;
    case 'M':
      if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) throw notDynamoDbJson(inner);
      return canonicalItem(inner as TypedJsonItem);
    case 'SS':
      return JSON.stringify(elements(inner).map(text).sort());
    case 'NS':
      return JSON.stringify(elements(inner).map(number).sort());
    case 'BS':
      return JSON.stringify(elements(inner).map(text).map(normalizeBase64).sort());
    default:
      throw notDynamoDbJson({ [type]: inner });
  }
}

function normalizeBase64(base64: string): string {
  return Buffer.from(base64, 'base64').toString('base64');
}

function number(value: unknown): string {
  const digits = text(value);
  if (parseDecimal(digits) === undefined) throw new TypeError(`not a number: ${JSON.stringify(digits)}`);
  return canonicalNumber(digits);
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw notDynamoDbJson(value);
  return value;
}

function elements(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw notDynamoDbJson(value);
  return value;
}

function notDynamoDbJson(value: unknown): TypeError {
  return new TypeError(`not DynamoDB JSON: ${JSON.stringify(value)?.slice(0, 80)}`);
}
