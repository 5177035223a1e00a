import { AutodyneError } from '../errors/autodyne-error.ts';
import { commandText, pathArg } from '../errors/command-text.ts';

const CSV_NAME = /\.[ct]sv(?:\.(?:gz|zst))?$/i;

export function isCsvName(path: string): boolean {
  return CSV_NAME.test(path);
}

/**
 * Refuses a file of CSV where there is no way to say which types its columns have.
 * @param reader completes "CSV, which … does not read"
 * @throws AutodyneError `InvalidInput`
 */
export function assertNotCsv(path: string, reader: string): void {
  if (!isCsvName(path)) return;
  const problem = `${path} is CSV, which ${reader} does not read: the types of its columns are not known`;
  throw new AutodyneError('InvalidInput', problem, {
    suggestions: [
      `to compare it with the table: ${commandText('dump', 'diff', pathArg(path))}`,
      `to check it and see its items: ${commandText('put', pathArg(path), '--dry-run')}`,
      'to query its items, put them into a table in memory: start autodyne local --memory, then put the file',
    ],
    details: { file: path },
  });
}
