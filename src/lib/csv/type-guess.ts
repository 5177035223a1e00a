import { AutodyneError, isAutodyneError } from '../errors/autodyne-error.ts';
import { commandText } from '../errors/command-text.ts';
import { readsAsLiteral } from '../items/conditions/literal-text.ts';
import { type ColumnType, canTell, inTypeOrder, typedColumnsText, typeOfValue } from './column-type.ts';
import type { CsvColumn, CsvReading } from './csv-reading.ts';
import type { CsvCell, CsvRow } from './csv-rows.ts';
import { valueOfJsonCell } from './json-cell.ts';

/** The cells of a column so far: how many read as each type, by whether they are in quotes. */
interface Seen {
  quoted: Map<ColumnType, number>;
  bare: Map<ColumnType, number>;
  /** The first that reads as something else than a string. */
  first: { text: string; line: number } | undefined;
}

const DECIMAL_COMMA = /^[-+]?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+$/;

/** Cells shown of each of so many columns. */
const MOST_NAMED = 5;

/**
 * Looks at the cells of columns without a type, to say which types they could be meant to have. A number, a boolean,
 * null or JSON in such a column is not guessed: it could be a string.
 */
export class TypeGuess {
  readonly #columns: readonly CsvColumn[];
  readonly #name: string;
  readonly #reading: CsvReading;
  readonly #seen: readonly Seen[];
  readonly #hasCommas: boolean;
  #hasDecimalCommas = false;

  /** @param hasCommas cells are separated by commas, so that `1,50` in quotes is more than a number */
  constructor(columns: readonly CsvColumn[], name: string, reading: CsvReading, hasCommas: boolean) {
    this.#hasCommas = hasCommas;
    this.#columns = columns;
    this.#name = name;
    this.#reading = reading;
    this.#seen = columns.map(() => ({ quoted: new Map(), bare: new Map(), first: undefined }));
  }

  add({ cells, line }: CsvRow): void {
    for (const [at, column] of this.#columns.entries()) {
      const cell = cells[at];
      const seen = this.#seen[at];
      if (cell === undefined || seen === undefined || cell.text === '' || column.path === undefined) continue;
      const type = column.types === undefined ? this.#typeRead(cell) : 'S';
      const counts = cell.isQuoted ? seen.quoted : seen.bare;
      counts.set(type, (counts.get(type) ?? 0) + 1);
      if (type !== 'S') seen.first ??= { text: cell.text, line };
    }
  }

  /** `1,50` in a file that has other separators is what a spreadsheet writes where numbers have a comma. */
  #typeRead(cell: CsvCell): ColumnType {
    const isNumber = !this.#hasCommas && DECIMAL_COMMA.test(cell.text);
    this.#hasDecimalCommas ||= isNumber;
    return isNumber ? 'N' : typeRead(cell);
  }

  /** Headers of the columns that have no type, and cells that read as strings. */
  get strings(): string[] {
    return this.#columns.flatMap(({ header, types }, at) => {
      const { bare, first, quoted } = this.#seen[at] ?? {};
      const isSeen = (bare?.size ?? 0) + (quoted?.size ?? 0) > 0;
      return types === undefined && first === undefined && isSeen ? [header] : [];
    });
  }

  /** Some cell reads as something else than a string. */
  get isDoubtful(): boolean {
    return this.#columns.some(({ types }, at) => types === undefined && this.#seen[at]?.first !== undefined);
  }

  /** @throws AutodyneError `InvalidInput` naming the columns, with the types that their cells read as */
  check(): void {
    const doubtful = this.#columns.flatMap(({ header, types }, at) => {
      const first = types === undefined ? this.#seen[at]?.first : undefined;
      return first === undefined ? [] : [{ header, ...first }];
    });
    const [column] = doubtful;
    if (column === undefined) return;
    const examples = doubtful
      .slice(0, MOST_NAMED)
      .map(({ header, line, text }) => `${header} (${shorten(text)} in line ${line})`);
    const more = doubtful.length > MOST_NAMED ? ` and ${doubtful.length - MOST_NAMED} more` : '';
    const { command } = this.#reading;
    throw new AutodyneError(
      'InvalidInput',
      `${this.#name}: some columns have no type, and have cells that look like numbers, booleans or JSON: ${examples.join(', ')}${more}`,
      {
        suggestions: [
          ...(this.#hasDecimalCommas
            ? ['numbers with a decimal comma are read as strings only: save the file with decimal points']
            : []),
          `to give each column a type: ${commandText(...command, '--columns', this.#columnsText())}`,
          `to read them as strings: ${commandText(...command, '--text')}`,
        ],
        details: { file: this.#name, line: column.line, column: column.header },
      },
    );
  }

  /** `--columns` with all columns: those of the file that have a type have it, others the one that they read as. */
  #columnsText(): string {
    return typedColumnsText(
      this.#columns.flatMap(({ path, types }, at) => {
        if (path === undefined) return [];
        return [{ path, types: types ?? this.#typesOf(this.#seen[at]) }];
      }),
    );
  }

  #typesOf(seen: Seen | undefined): readonly ColumnType[] {
    if (seen?.first === undefined) return ['S'];
    const { bare, quoted } = seen;
    const isTold = this.#areStringsQuoted;
    const quotedTypes = [...quoted.keys()].map((type) => (isTold && isScalar(type) ? 'S' : type));
    const types = inTypeOrder([...bare.keys(), ...quotedTypes]);
    const isMixed = types.includes('S') && types.length > 1;
    return (isMixed && !isTold) || !canTell(types) ? ['S'] : types;
  }

  /** Every string is in quotes, and some number, boolean or null is not: as autodyne writes it. */
  get #areStringsQuoted(): boolean {
    const isBareString = this.#seen.some(({ bare }, at) => {
      const types = this.#columns[at]?.types;
      return bare.has('S') && (types === undefined || types.includes('S'));
    });
    return !isBareString && this.#seen.some(({ bare }) => [...bare.keys()].some(isScalar));
  }
}

function isScalar(type: ColumnType): boolean {
  return type === 'N' || type === 'BOOL' || type === 'NULL';
}

/** The type that a cell reads as: a string, unless JSON has another one for its text. */
function typeRead({ text }: CsvCell): ColumnType {
  if (readsAsLiteral(text)) return text === 'null' ? 'NULL' : /^[tf]/.test(text) ? 'BOOL' : 'N';
  if (/^(?:true|false)$/i.test(text)) return 'BOOL';
  if (!/^\s*[[{]/.test(text)) return 'S';
  try {
    return typeOfValue(valueOfJsonCell(text));
  } catch (error) {
    if (isAutodyneError(error, 'InvalidInput')) return 'S';
    throw error;
  }
}

function shorten(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 37)}...`;
}
