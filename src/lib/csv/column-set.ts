import { type AttributePath, formatAttributePath } from '../items/keys/attribute-path.ts';
import type { AttributeValue, Item } from '../items/values/attribute-value.ts';
import { csvHeader } from './column-name.ts';
import { type ColumnType, canTell, inTypeOrder, typedColumnsText, typeOfValue } from './column-type.ts';
import type { NestedMaps } from './csv-writer.ts';

/** The values of an item that have a column each: of a map, its members, unless it has none or is kept as JSON. */
export function* columnValues(
  item: Item,
  nested: NestedMaps,
  path: AttributePath = [],
): Generator<[AttributePath, AttributeValue]> {
  for (const [name, value] of Object.entries(item)) {
    const inner = [...path, name];
    const isSpread = value.M !== undefined && nested === 'columns' && Object.keys(value.M).length > 0;
    if (isSpread && value.M !== undefined) yield* columnValues(value.M, nested, inner);
    else yield [inner, value];
  }
}

interface SeenColumn {
  path: AttributePath;
  types: Set<ColumnType>;
}

/** The columns that items have, with the types of their values. Memory grows with the columns alone. */
export class ColumnSet {
  readonly #columns = new Map<string, SeenColumn>();

  add(path: AttributePath, value: AttributeValue | undefined): void {
    const header = csvHeader(path);
    let column = this.#columns.get(header);
    if (column === undefined) {
      column = { path, types: new Set() };
      this.#columns.set(header, column);
    }
    if (value !== undefined) column.types.add(typeOfValue(value));
  }

  /** The paths: those of the key first, in its order, the others by name. */
  paths(keyNames: readonly string[]): AttributePath[] {
    const rank = ([name = '']: AttributePath): number => {
      const at = keyNames.indexOf(String(name));
      return at === -1 ? keyNames.length : at;
    };
    return [...this.#columns.values()]
      .map(({ path }) => path)
      .sort((one, other) => rank(one) - rank(other) || comparePaths(one, other));
  }

  /** `--columns` with the types, as `put` and `restore` read them; of columns that can be put back, in this order. */
  typesText(paths: readonly AttributePath[]): string {
    const columns = paths.flatMap((path) => {
      const types = inTypeOrder(this.#columns.get(csvHeader(path))?.types ?? []);
      const isReadable = types.length > 0 && canTell(types) && isInMaps(path);
      return isReadable ? [{ path, types }] : [];
    });
    return typedColumnsText(columns);
  }

  /** Why some columns cannot be put back as they are, a sentence each. */
  problems(paths: readonly AttributePath[]): string[] {
    return paths.flatMap((path) => {
      const column = formatAttributePath(path);
      if (!isInMaps(path)) return [`column ${column} is an element of a list, which CSV cannot put back`];
      const types = inTypeOrder(this.#columns.get(csvHeader(path))?.types ?? []);
      return canTell(types)
        ? []
        : [`column ${column} mixes types whose cells look alike when they are read: ${types.join(', ')}`];
    });
  }
}

function isInMaps(path: AttributePath): boolean {
  return path.every((step) => typeof step === 'string');
}

function comparePaths(one: AttributePath, other: AttributePath): number {
  for (const [at, step] of one.entries()) {
    const second = other[at];
    if (second === undefined) return 1;
    if (step !== second) return String(step) < String(second) ? -1 : 1;
  }
  return one.length - other.length;
}
