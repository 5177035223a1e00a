import { Flags } from '@oclif/core';
import { parseTypedColumns } from '../../lib/csv/column-type.ts';
import type { CsvReading } from '../../lib/csv/csv-reading.ts';
import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import type { KeyRoles } from '../../lib/items/keys/key-schema.ts';
import { isCsvName } from '../../lib/sources/csv-name.ts';
import { isInlineJson } from '../system/read-input.ts';

/** The flags that say how CSV is read. */
export const csvTypeFlags = {
  columns: Flags.string({
    summary: 'types of the columns of CSV: S N BOOL NULL L M SS NS BS B',
    helpValue: 'A:S,B.C:N',
  }),
  text: Flags.boolean({ summary: 'read columns of CSV without a type as strings' }),
  'empty-strings': Flags.boolean({
    summary: 'read "" in CSV as an empty string, not as an absent attribute',
  }),
  'unescape-formulas': Flags.boolean({
    summary: "remove the ' that --escape-formulas wrote before strings in CSV",
  }),
};

/** The flags of commands that read items from CSV. */
export const csvInputFlags = {
  csv: Flags.boolean({
    summary: 'read the input as CSV (default for a name that ends with .csv or .tsv)',
  }),
  ...csvTypeFlags,
};

export interface CsvInputFlagValues {
  csv?: boolean | undefined;
  columns?: string | undefined;
  text?: boolean | undefined;
  'empty-strings'?: boolean | undefined;
  'unescape-formulas'?: boolean | undefined;
}

const ONLY_FOR_CSV = ['columns', 'text', 'empty-strings', 'unescape-formulas'] as const;

/**
 * True where the inputs are CSV: by `--csv`, or by their names.
 * @throws AutodyneError `InvalidUsage` for a flag without effect, or for CSV among other files
 */
export function isCsvInput(names: readonly string[], flags: CsvInputFlagValues): boolean {
  if (flags.csv === true) return true;
  const csv = names.filter((name) => !isInlineJson(name) && isCsvName(name));
  if (csv.length === 0) assertNoCsvFlag(flags, 'to read the input as CSV: --csv');
  if (csv.length === 0 || csv.length === names.length) return csv.length > 0;
  throw new AutodyneError('InvalidUsage', `${csv[0]} is CSV, and other files are not`, {
    suggestions: [
      'specify files of CSV and other files in two commands',
      'or, if all of them are CSV: --csv',
    ],
  });
}

/** @throws AutodyneError `InvalidUsage` for a flag without effect, where nothing is CSV */
export function assertNoCsvFlag(flags: CsvInputFlagValues, way: string): void {
  const [unused] = ONLY_FOR_CSV.filter((name) => flags[name]);
  if (unused === undefined) return;
  throw new AutodyneError('InvalidUsage', `--${unused} has an effect on CSV only`, { suggestions: [way] });
}

/**
 * @param argv the command and its args, which are suggested again with types
 * @throws AutodyneError `InvalidUsage` for `--columns` that cannot be read
 */
export function csvReading(
  flags: CsvInputFlagValues,
  keys: KeyRoles,
  argv: readonly string[],
  isOneOfSeveral: boolean,
): CsvReading {
  return {
    keys,
    columns: flags.columns === undefined ? [] : parseTypedColumns(flags.columns),
    isText: flags.text ?? false,
    takesEmptyStrings: flags['empty-strings'] ?? false,
    unescapesFormulas: flags['unescape-formulas'] ?? false,
    command: withoutTypes(argv),
    isChecked: false,
    isOneOfSeveral,
  };
}

function withoutTypes(argv: readonly string[]): string[] {
  return argv.filter(
    (arg, at) =>
      arg !== '--text' &&
      arg !== '--columns' &&
      !arg.startsWith('--columns=') &&
      argv[at - 1] !== '--columns',
  );
}

/** Says which columns are strings only since nobody gave them a type: sets and binary look the same. */
export function stringsNote(name: string, strings: readonly string[]): string {
  return `${name}: read as strings: ${strings.join(', ')}; for other types (sets, binary): --columns`;
}
