import { AutodyneError } from '../errors/autodyne-error.ts';
import { closest } from '../errors/closest.ts';
import { countOf } from '../errors/count-text.ts';
import { type AttributePath, formatAttributePath } from '../items/keys/attribute-path.ts';
import type { KeyRoles } from '../items/keys/key-schema.ts';
import { pathOfHeader } from './column-name.ts';
import type { ColumnType, TypedColumn } from './column-type.ts';
import type { CsvCell } from './csv-rows.ts';
import { unescapeFormula } from './write-cell.ts';

/** How CSV is read. Plain data, which can be sent to a thread. */
export interface CsvReading {
  /** Of the table, and its indexes. */
  keys: KeyRoles;
  /** `--columns`. */
  columns: readonly TypedColumn[];
  /** `--text`: a column without a type holds strings. */
  isText: boolean;
  /** `--empty-strings`: `""` is an empty string, not an absent attribute. */
  takesEmptyStrings: boolean;
  /** `--unescape-formulas`: the file was written with `--escape-formulas`. */
  unescapesFormulas: boolean;
  /** The command that reads the file, to be repeated with the types that it lacks. */
  command: readonly string[];
  /** The columns without a type were looked at, and hold strings only. */
  isChecked: boolean;
  /** One of several files: a column of `--columns` may be in another. */
  isOneOfSeveral: boolean;
}

/** A column of a file. */
export interface CsvColumn {
  /** As it is written, for messages. */
  header: string;
  /** `undefined` for a column without a name, whose cells must be empty. */
  path: readonly string[] | undefined;
  /** By the table's keys, `--columns` or the header; `undefined` where none of them has it. */
  types: readonly ColumnType[] | undefined;
}

/** A header of the older console of AWS: the attribute's name and its type. */
const TYPED_HEADER = /^(.*) \(([SNBML]|BOOL|NULL|SS|NS|BS)\)$/s;

/**
 * The columns of a header.
 * @throws AutodyneError `InvalidInput` naming the column: no attribute, twice, or not of the type that the table's key
 *   has; the table's key is not among them, or a column of `--columns` is not
 */
export function csvColumns(cells: readonly CsvCell[], name: string, reading: CsvReading): CsvColumn[] {
  const headers = cells.map(({ text }) => (reading.unescapesFormulas ? unescapeFormula(text) : text));
  const isTyped = headers.every((header) => TYPED_HEADER.test(header));
  const columns = headers.map((header): CsvColumn => {
    if (header === '') return { header, path: undefined, types: undefined };
    const [, attribute = header, type] = (isTyped && TYPED_HEADER.exec(header)) || [];
    if (type !== undefined) return { header, path: [attribute], types: [type as ColumnType] };
    const typed = typedColumn(header, reading.columns);
    const path = typed?.path ?? pathOfHeader(header);
    if (typeof path === 'string') throw noAttribute(name, header, path);
    return { header, path: path.map(String), types: typed?.types };
  });
  checkRepeated(columns, name);
  if (!reading.isOneOfSeveral) checkAllAreThere(columns, name, reading.columns);
  const keyed = columns.map((column) => withKeyType(column, name, reading));
  for (const [key, { isOfTable }] of reading.keys) {
    const isThere = keyed.some(({ path }) => path?.length === 1 && path[0] === key);
    if (isOfTable && !isThere) throw noKeyColumn(name, key, headers);
  }
  return keyed;
}

/** By its path, or by the header itself: so `--columns 'a\.b:S'` takes a column `a.b` for an attribute of that name. */
function typedColumn(header: string, columns: readonly TypedColumn[]): TypedColumn | undefined {
  const path = pathOfHeader(header);
  const byPath = typeof path === 'string' ? undefined : columns.find((column) => isSame(column.path, path));
  return byPath ?? columns.find((column) => column.path.length === 1 && column.path[0] === header);
}

function isSame(one: AttributePath, other: AttributePath): boolean {
  return one.length === other.length && one.every((step, at) => step === other[at]);
}

function withKeyType(column: CsvColumn, name: string, { keys }: CsvReading): CsvColumn {
  const { header, path, types } = column;
  const role = path?.length === 1 ? keys.get(path[0] ?? '') : undefined;
  if (role === undefined) return column;
  if (types === undefined) return { ...column, types: [role.type] };
  if (types.length === 1 && types[0] === role.type) return column;
  if (!role.isOfTable && types.includes(role.type)) return column;
  const key = role.isOfTable ? 'key of the table' : 'key of an index';
  throw new AutodyneError(
    'InvalidInput',
    `${name}: column ${header} is a ${key}, with type ${role.type}, not ${types.join('/')}`,
    { suggestions: ['omit it in --columns'], details: { file: name, column: header } },
  );
}

function checkRepeated(columns: readonly CsvColumn[], name: string): void {
  const seen = new Map<string, number>();
  for (const [at, { header, path }] of columns.entries()) {
    if (path === undefined) continue;
    const key = JSON.stringify(path);
    const first = seen.get(key);
    if (first !== undefined) {
      throw new AutodyneError(
        'InvalidInput',
        `${name}: two columns are named ${header}: number ${first + 1} and number ${at + 1}`,
        {
          suggestions: ['rename or remove one of them'],
          details: { file: name, column: header },
        },
      );
    }
    seen.set(key, at);
  }
}

function checkAllAreThere(columns: readonly CsvColumn[], name: string, typed: readonly TypedColumn[]): void {
  const lacking = typed.find(({ path }) => !hasColumn(columns, path));
  if (lacking !== undefined) throw noSuchColumn(name, lacking.path, columns);
}

export function hasColumn(columns: readonly CsvColumn[], path: AttributePath): boolean {
  return columns.some((column) => column.path !== undefined && isSame(column.path, path));
}

/** The error for a column of `--columns` that no file has. */
export function noSuchColumn(
  name: string,
  path: AttributePath,
  columns: readonly CsvColumn[],
): AutodyneError {
  const column = formatAttributePath(path);
  const headers = [...new Set(columns.map(({ header }) => header))];
  const meant = headers.find((header) => isSameButCase(header, column)) ?? closest(column, headers);
  const suggestion = meant === undefined ? `its columns are ${headers.join(', ')}` : `did you mean ${meant}?`;
  return new AutodyneError('InvalidUsage', `--columns: ${name} has no column ${column}`, {
    suggestions: [suggestion, ...separatorWays(headers)],
  });
}

function isSameButCase(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

/** For a file whose one column shows that its cells are separated by something else. */
function separatorWays(headers: readonly string[]): string[] {
  return headers.length === 1 && /[|:^~]/.test(headers[0] ?? '')
    ? ['the cells of a row are separated by commas, semicolons or tabs']
    : [];
}

function noAttribute(name: string, header: string, problem: string): AutodyneError {
  const whole = `${formatAttributePath([header])}:S`;
  return new AutodyneError(
    'InvalidInput',
    `${name}: column ${JSON.stringify(header)} is not an attribute: ${problem}`,
    {
      suggestions: [
        header !== header.trim()
          ? `remove the blank from the header: ${header.trim()}`
          : 'correct the header; a dot that belongs to a name has a backslash before it',
        `for an attribute that is named exactly so, specify it with its type: --columns '${whole}'`,
      ],
      details: { file: name, column: header },
    },
  );
}

function noKeyColumn(name: string, key: string, headers: readonly string[]): AutodyneError {
  const meant = headers.find((header) => isSameButCase(header, key)) ?? closest(key, headers);
  return new AutodyneError('InvalidInput', `${name}: column ${key} is missing: it is a key of the table`, {
    suggestions: [
      meant === undefined || meant === ''
        ? `the header has ${countOf(headers.length, 'column')}: ${headers.join(', ')}`
        : `rename column ${JSON.stringify(meant)} to ${key}, if that is meant`,
      ...separatorWays(headers),
    ],
    details: { file: name, column: key },
  });
}
