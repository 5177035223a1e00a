import type { KeyFact, TableFacts, TypedItem, TypedValue } from '../../dashboard/api-types.ts';
import { compareNumbers } from './compare-numbers.ts';

export type ValueType = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'SS' | 'NS' | 'BS' | 'L' | 'M';

/** The type of a value, and what stands behind it in the JSON: numbers and binary are strings. */
export function typeAndContent(value: TypedValue): [type: ValueType, content: unknown] {
  const [entry] = Object.entries(value);
  return (entry ?? ['NULL', true]) as [ValueType, unknown];
}

/** The members of a map or list, by name or number; `undefined` for any other value. */
export function membersOf(value: TypedValue): [name: string, member: TypedValue][] | undefined {
  const [type, content] = typeAndContent(value);
  switch (type) {
    case 'M':
      return Object.entries(content as TypedItem);
    case 'L':
      return (content as TypedValue[]).map((member, at) => [String(at), member]);
    default:
      return undefined;
  }
}

/** An item's attributes: the key first, the others by name. */
export function shownAttributes(item: TypedItem, facts: TableFacts): [name: string, value: TypedValue][] {
  const keys = keyFacts(facts).map(({ name }) => name);
  const rankOf = (name: string) => (keys.includes(name) ? keys.indexOf(name) : keys.length);
  return Object.entries(item).sort(
    ([left], [right]) => rankOf(left) - rankOf(right) || (left < right ? -1 : Number(left > right)),
  );
}

/** A value in one line, shortened to `length` characters or so. */
export function previewText(value: TypedValue, length = 120): string {
  const [type, content] = typeAndContent(value);
  switch (type) {
    case 'S':
      return content === '' ? '""' : shortened(String(content), length);
    case 'N':
    case 'B':
      return shortened(String(content), length);
    case 'BOOL':
      return String(content);
    case 'NULL':
      return 'null';
    case 'M':
      return `{${joined(Object.entries(content as TypedItem), ([name, member]) => `${name}: ${previewText(member, 40)}`, length)}}`;
    case 'L':
      return `[${joined(content as TypedValue[], (member) => previewText(member, 40), length)}]`;
    default:
      return `{${joined(content as string[], (member) => shortened(member, 40), length)}}`;
  }
}

/** Orders by type, then by value: numbers by all their digits, strings by their code units as DynamoDB's UTF-8 nearly does. */
export function compareValues(left: TypedValue | undefined, right: TypedValue | undefined): number {
  if (left === undefined || right === undefined)
    return Number(left === undefined) - Number(right === undefined);
  const [leftType, leftContent] = typeAndContent(left);
  const [rightType, rightContent] = typeAndContent(right);
  if (leftType !== rightType) return leftType < rightType ? -1 : 1;
  if (leftType === 'N') return compareNumbers(String(leftContent), String(rightContent));
  const [leftText, rightText] = [left, right].map((value) => previewText(value, 1000)) as [string, string];
  return leftText < rightText ? -1 : Number(leftText > rightText);
}

/** The key attributes of the table, partition key first. */
export function keyFacts({ partitionKey, sortKey }: Pick<TableFacts, 'partitionKey' | 'sortKey'>): KeyFact[] {
  return sortKey === null ? [partitionKey] : [partitionKey, sortKey];
}

/** The key of an item; `undefined` where an index or projection left a part of it out. */
export function keyOfItem(item: TypedItem, facts: TableFacts): TypedItem | undefined {
  const entries = keyFacts(facts).map(({ name }) => [name, ownMember(item, name)] as const);
  return entries.every(([, value]) => value !== undefined)
    ? (Object.fromEntries(entries) as TypedItem)
    : undefined;
}

/** An attribute by any name, `constructor` and `__proto__` included. */
export function ownMember(item: TypedItem, name: string): TypedValue | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}

function joined<T>(members: readonly T[], text: (member: T) => string, length: number): string {
  let all = '';
  for (const member of members) {
    if (all.length > length) return `${all}, …`;
    all += `${all === '' ? '' : ', '}${text(member)}`;
  }
  return all;
}

function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  // Not through the middle of a surrogate pair.
  return `${text.slice(0, length).replace(/[\ud800-\udbff]$/, '')}…`;
}
