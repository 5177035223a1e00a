import { shellQuote } from '../errors/command-text.ts';
import { countOf } from '../errors/count-text.ts';
import type { AttributePath } from '../items/keys/attribute-path.ts';
import type { ColumnSet } from './column-set.ts';
import type { CsvCounts } from './csv-writer.ts';

/** The flags with which `put` and `restore` read what was written; none where no column can be put back. */
export function readingFlags(
  columns: ColumnSet,
  paths: readonly AttributePath[],
  counts: CsvCounts,
): string[] {
  const types = columns.typesText(paths);
  return [
    ...(types === '' ? [] : ['--columns', types]),
    ...(counts.emptyCells > 0 ? ['--empty-strings'] : []),
    ...(counts.escaped > 0 ? ['--unescape-formulas'] : []),
  ];
}

/** The number of rows, the flags that read them again, and the columns that cannot be put back. */
export function csvNotes(columns: ColumnSet, paths: readonly AttributePath[], counts: CsvCounts): string[] {
  const flags = readingFlags(columns, paths, counts);
  const size = `${countOf(counts.rows, 'row')}, ${countOf(paths.length, 'column')}`;
  const reading =
    flags.length === 0 ? '' : `; put and restore read them with ${flags.map(shellQuote).join(' ')}`;
  return [`${size}${reading}`, ...columns.problems(paths)];
}
