import type { TypedColumn } from '../csv/column-type.ts';
import { checkCsvTypes, readCsvColumns } from '../csv/csv-items.ts';
import { type CsvColumn, type CsvReading, hasColumn, noSuchColumn } from '../csv/csv-reading.ts';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { decompress } from './decompress.ts';
import { type FileToRead, fileBytes } from './file-bytes.ts';
import type { ItemSource, SourceFormat } from './open-source.ts';
import { csvFilesWay, hasPath, type SourceFile } from './read-source-file.ts';

/**
 * The source as one of CSV. Its files are read once, to see whether columns without a type hold strings only; standard
 * input is looked at row by row, when it is read.
 * @param source of files that were named one by one, or of standard input
 * @returns the source, and the headers of those columns
 * @throws AutodyneError `InvalidInput` naming file, line and column, or for a folder
 */
export async function csvSource(
  source: ItemSource,
  reading: Omit<CsvReading, 'isChecked' | 'isOneOfSeveral'>,
): Promise<{ source: ItemSource; strings: string[] }> {
  const { name } = source;
  const format = csvFormat(source);
  const isOneOfSeveral = source.files.length > 1;
  const files = source.files.map((file): SourceFile => {
    if (file.sourceTable !== undefined) throw unknownTable(file.name);
    return { ...file, layout: 'csv', csv: { ...reading, isOneOfSeveral, isChecked: hasPath(file) } };
  });
  if (isOneOfSeveral) await checkColumns(files, name, reading.columns);
  const strings = new Set<string>();
  for (const file of files) {
    if (!hasPath(file) || file.csv === undefined) continue;
    for (const header of await checkCsvTypes(() => bytesOf(file), file.name, file.csv)) strings.add(header);
  }
  return { source: { ...source, format, files }, strings: [...strings] };
}

function bytesOf(file: FileToRead): AsyncIterable<Buffer> {
  return decompress(fileBytes(file), file.name);
}

/** A column of `--columns` can be in one of the files. */
async function checkColumns(
  files: readonly SourceFile[],
  name: string,
  typed: readonly TypedColumn[],
): Promise<void> {
  const columns: CsvColumn[] = [];
  for (const file of files)
    if (hasPath(file) && file.csv !== undefined)
      columns.push(...(await readCsvColumns(bytesOf(file), file.name, file.csv)));
  const lacking = typed.find(({ path }) => !hasColumn(columns, path));
  if (lacking !== undefined) throw noSuchColumn(name, lacking.path, columns);
}

function unknownTable(name: string): AutodyneError {
  return new AutodyneError('InvalidInput', `${name} does not say which table its items belong to`, {
    suggestions: ['omit --source-table'],
    details: { file: name },
  });
}

function csvFormat({ files, format, name, paths }: ItemSource): SourceFormat {
  const isFile = format === 'JSON' || (format === 'several JSON files' && paths !== undefined);
  if (format === 'standard input') return format;
  if (isFile) return files.length > 1 ? 'several CSV files' : 'CSV';
  throw new AutodyneError('InvalidInput', `${name} is a folder, not a file of CSV`, {
    suggestions: [csvFilesWay(name)],
    details: { file: name },
  });
}
