import type { TableFacts, TypedItem, TypedValue } from '../../dashboard/api-types.ts';
import { ownMember, typeAndContent, type ValueType } from '../values/typed-values.ts';
import { allNames } from './columns.ts';

const KEPT: readonly ValueType[] = ['S', 'N', 'BOOL', 'NULL'];

/** Attributes that have, in some item, a type that CSV has no form for. */
export function lostColumns(items: readonly TypedItem[], facts: TableFacts): string[] {
  return allNames(items, facts).filter((name) =>
    items.some((item) => {
      const value = ownMember(item, name);
      return value !== undefined && !KEPT.includes(typeAndContent(value)[0]);
    }),
  );
}

/**
 * CSV as `--format csv` writes it: strings are always quoted, numbers (with all their digits), `true`, `false` and `null` never;
 * an absent attribute is an empty cell.
 */
export function csvText(items: readonly TypedItem[], facts: TableFacts, without: readonly string[]): string {
  const names = allNames(items, facts).filter((name) => !without.includes(name));
  const rows = items.map((item) => names.map((name) => cellText(ownMember(item, name))).join(','));
  return `${[names.map(headerText).join(','), ...rows].join('\n')}\n`;
}

function cellText(value: TypedValue | undefined): string {
  if (value === undefined) return '';
  const [type, content] = typeAndContent(value);
  if (type === 'S') return quoted(String(content));
  return type === 'NULL' ? 'null' : String(content);
}

/** A dot in a name has a backslash before it: without one, it separates a map from its member. */
function headerText(attribute: string): string {
  const name = attribute.replace(/[\\.]|\[(?=\d{1,15}\])/g, '\\$&');
  return /[",\r\n]/.test(name) || name === '' ? quoted(name) : name;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
