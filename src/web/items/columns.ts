import type { TableFacts, TypedItem } from '../../dashboard/api-types.ts';
import { keyFacts, ownMember, previewText, typeAndContent } from '../values/typed-values.ts';

/** More than these would make each row slow to draw; an item that is opened shows all of its attributes. */
const MOST_COLUMNS = 20;

/** Items that the widths are taken from. */
const MEASURED_ITEMS = 60;

export interface ShownColumns {
  names: readonly string[];
  /** Pixels for each of them. Fixed, so that nothing moves while other rows are drawn. */
  widths: readonly number[];
  /** Those that hold numbers alone, as far as was looked. */
  numbers: ReadonlySet<string>;
  /** Names of attributes that are only seen in an item that is opened. */
  hidden: readonly string[];
}

/** The attributes of the items that were read: the key first, the others by name, as the command line has them. */
export function columnsOf(items: readonly TypedItem[], facts: TableFacts): ShownColumns {
  const names = allNames(items, facts);
  const shown = names.slice(0, MOST_COLUMNS);
  const measured = items.slice(0, MEASURED_ITEMS);
  const widths = shown.map((name) => widthOf(name, measured));
  const numbers = new Set(shown.filter((name) => holdsNumbers(name, measured)));
  return { names: shown, widths, numbers, hidden: names.slice(MOST_COLUMNS) };
}

function allNames(items: readonly TypedItem[], facts: TableFacts): string[] {
  const keys = keyFacts(facts).map(({ name }) => name);
  const names = new Set(items.flatMap((item) => Object.keys(item)));
  return [...keys, ...[...names].filter((name) => !keys.includes(name)).sort()];
}

function holdsNumbers(name: string, items: readonly TypedItem[]): boolean {
  const values = items.map((item) => ownMember(item, name)).filter((value) => value !== undefined);
  return values.length > 0 && values.every((value) => typeAndContent(value)[0] === 'N');
}

/** By the longest value, within reason: a pixel more or less is no matter, an ellipsis shows what is cut. */
function widthOf(name: string, items: readonly TypedItem[]): number {
  const lengths = items.map((item) => {
    const value = ownMember(item, name);
    return value === undefined ? 0 : previewText(value, 40).length;
  });
  const characters = Math.max(name.length + 2, ...lengths);
  return Math.min(Math.max(characters * 7.4 + 30, 84), 300);
}
