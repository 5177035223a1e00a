import { encodeBase64 } from '../../wire/base64.ts';
import { type AttributeValue, getAttribute, type Item } from './attribute-value.ts';
import { canonicalNumber } from './decimal.ts';

/** Equal as DynamoDB compares: of one type, numbers by value, sets in any order. */
export function equalValues(a: AttributeValue, b: AttributeValue): boolean {
  if (a.N !== undefined) return b.N !== undefined && canonicalNumber(a.N) === canonicalNumber(b.N);
  if (a.S !== undefined) return a.S === b.S;
  if (a.B !== undefined) return b.B !== undefined && Buffer.from(a.B).equals(b.B);
  if (a.BOOL !== undefined) return a.BOOL === b.BOOL;
  if (a.NULL !== undefined) return b.NULL !== undefined;
  if (a.SS !== undefined) return b.SS !== undefined && equalSets(a.SS, b.SS);
  if (a.NS !== undefined) {
    return b.NS !== undefined && equalSets(a.NS.map(canonicalNumber), b.NS.map(canonicalNumber));
  }
  if (a.BS !== undefined) {
    return b.BS !== undefined && equalSets(a.BS.map(encodeBase64), b.BS.map(encodeBase64));
  }
  if (a.L !== undefined) return b.L !== undefined && equalLists(a.L, b.L);
  return a.M !== undefined && b.M !== undefined && equalMaps(a.M, b.M);
}

function equalSets(a: readonly string[], b: readonly string[]): boolean {
  const elements = new Set(a);
  return a.length === b.length && b.every((element) => elements.has(element));
}

function equalLists(a: readonly AttributeValue[], b: readonly AttributeValue[]): boolean {
  return a.length === b.length && a.every((element, index) => isEqual(element, b[index]));
}

function equalMaps(a: Item, b: Item): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => isEqual(getAttribute(a, name), getAttribute(b, name)))
  );
}

function isEqual(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  return a !== undefined && b !== undefined && equalValues(a, b);
}
