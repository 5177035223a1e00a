import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { ARCHIVE_FILES } from '../archive/archive-layout.ts';
import { readCompleteArchive } from '../archive/complete-archive.ts';
import { parseExportSummary } from '../archive/dump-summary.ts';
import { isLeftBehind } from '../archive/foreign-files.ts';
import { parseDataFiles } from '../archive/journal.ts';
import { partFlags } from '../archive/part-flags.ts';
import { checkManifest, readIfThere } from '../archive/read-archive.ts';
import { tableOfJson } from '../archive/table-description.ts';
import { AutodyneError, isAutodyneError } from '../errors/autodyne-error.ts';
import { commandText, pathArg } from '../errors/command-text.ts';
import { readFailure } from '../files/read-failure.ts';
import { irregularKind, openRegular } from '../files/regular-file.ts';
import { invalid, jsonFields } from '../json/json-fields.ts';
import { locateDataFiles } from './data-files.ts';
import { checkDecompression } from './decompress.ts';
import { csvFilesWay, type SourceFile } from './read-source-file.ts';

/** The formats that a source is recognised as. */
export type SourceFormat =
  | 'autodyne dump'
  | 'AWS export'
  | 'dynamodump folder'
  | 'JSON'
  | 'several JSON files'
  | 'CSV'
  | 'several CSV files'
  | 'standard input';

/** Something that items can be restored from. */
export interface ItemSource {
  format: SourceFormat;
  /** As a person would name it: the path that was recognised. */
  name: string;
  files: readonly SourceFile[];
  /** The table that the items were in, where the source describes it. */
  table: TableDescription | undefined;
  /** By the source's manifest; `undefined` where only reading can show it. */
  itemCount: number | undefined;
  /** The flags because of which a dump of ours has only a part of the table; `undefined` when it is complete. */
  partialBy?: readonly string[] | undefined;
  /** The attributes that its items have, of those that were in the table; `undefined` when they have all. */
  attributes?: readonly string[] | undefined;
  /** The paths, where several files were named and not one path. */
  paths?: readonly string[] | undefined;
  /** Files in the folder that are not read. */
  leftOut?: readonly string[] | undefined;
}

export interface OpenSourceOptions {
  /** The table whose items are wanted, where a source names those of several. */
  sourceTable?: string | undefined;
  /** A source that is read more than once cannot be a pipe or a device: each is refused, unopened. */
  isReadAgain?: boolean;
}

/** The most levels of folders below the given one that are searched. */
const MOST_DEPTH = 6;

/**
 * Recognises the source at `path` by its content: a dump of ours, a full export of AWS's, a dynamodump folder, a file
 * of JSON (any layout, compressed or not), `-` for standard input; or a folder with exactly one of these somewhere
 * below it, or with files of JSON in it.
 * @throws AutodyneError `InvalidInput` when it is none, or several; or incomplete, incremental, or damaged; or of
 *   another table than the one that is wanted; or can be read only once, and is needed again.
 */
export async function openSource(
  path: string,
  { isReadAgain = false, sourceTable }: OpenSourceOptions = {},
): Promise<ItemSource> {
  const source = await recognise(path, isReadAgain);
  if (sourceTable === undefined) return source;
  checkSourceTable(source, sourceTable);
  return { ...source, files: source.files.map((file) => ({ ...file, sourceTable })) };
}

/**
 * Opens several files of JSON as one source; one path as {@link openSource} does.
 * @throws AutodyneError `InvalidInput` as `openSource` does, and for a folder or standard input among several.
 */
export async function openSources(
  paths: readonly string[],
  options: OpenSourceOptions = {},
): Promise<ItemSource> {
  const [only = '', second] = paths;
  if (second === undefined) return openSource(only, options);
  const repeated = paths.find((path, index) => paths.indexOf(path) !== index);
  if (repeated !== undefined) throw invalid(repeated, 'is specified twice');
  const sources = await Promise.all(paths.map((path) => openSource(path, options)));
  const folder = sources.find(({ format }) => format !== 'JSON');
  if (folder !== undefined) {
    throw new AutodyneError(
      'InvalidInput',
      `several sources must all be files, but ${folder.name} is not a file`,
      {
        suggestions: [`restore it by itself: ${commandText('restore', pathArg(folder.name))}`],
      },
    );
  }
  return {
    format: 'several JSON files',
    name: paths.join(', '),
    files: sources.flatMap(({ files }) => files),
    table: sources.find(({ table }) => table !== undefined)?.table,
    itemCount: undefined,
    paths,
  };
}

function checkSourceTable({ files, name, table }: ItemSource, sourceTable: string): void {
  if (files.some(({ layout }) => layout === 'json')) return;
  if (table?.TableName === sourceTable) return;
  const problem =
    table === undefined
      ? `${name} does not say which table its items belong to`
      : `${name} is of table "${table.TableName}", not of "${sourceTable}"`;
  throw new AutodyneError('InvalidInput', problem, { suggestions: ['omit --source-table'] });
}

async function recognise(path: string, isReadAgain: boolean): Promise<ItemSource> {
  if (path === '-') {
    const stdin: SourceFile = { name: 'standard input', path: undefined, layout: 'json' };
    return { format: 'standard input', name: '-', files: [stdin], table: undefined, itemCount: undefined };
  }
  const stats = await stat(path).catch((error: unknown) => {
    throw readFailure(path, error);
  });
  if (!stats.isDirectory()) {
    const kind = irregularKind(stats);
    if (isReadAgain && kind !== undefined) throw onlyOnce(path, kind);
    return openFile(path, kind !== undefined);
  }
  const folders = await findFolders(path, 0);
  const [found, second] = folders;
  if (found !== undefined && second === undefined) return found.open();
  if (found === undefined) return openJsonFolder(path);
  throw new AutodyneError('InvalidInput', `${path} contains more than one dump`, {
    suggestions: folders.slice(0, 10).map((folder) => `choose one: ${folder.path}`),
  });
}

function onlyOnce(path: string, kind: string): AutodyneError {
  return new AutodyneError('InvalidInput', `${path} is ${kind}, which cannot be read again`, {
    suggestions: [`pass its content to standard input: COMMAND | ${commandText('restore', '-')}`],
  });
}

const JSON_NAME = /\.(?:json|jsonl|ndjson)(?:\.(?:gz|zst))?$/i;
/** The rejects of a restore, and the files that macOS puts beside each file. */
const NO_SOURCE_NAME = /\.rejects\.jsonl$|^\./;

/** A folder's own files of JSON, those of numbered names in the order of their numbers. */
async function openJsonFolder(folder: string): Promise<ItemSource> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter((entry) => !entry.isDirectory());
  const isSource = (name: string): boolean => JSON_NAME.test(name) && !NO_SOURCE_NAME.test(name);
  const names = entries.map(({ name }) => name).sort(new Intl.Collator('en', { numeric: true }).compare);
  const files = names.filter(isSource).map((name): SourceFile => {
    const path = join(folder, name);
    return { name: path, path, layout: 'json' };
  });
  if (files.length === 0) {
    throw new AutodyneError('InvalidInput', `${folder} contains no dump that autodyne supports`, {
      suggestions: [
        ...(names.some((name) => name.endsWith('.csv')) ? [csvFilesWay(folder)] : []),
        'specify the dump itself: a folder with manifests, or files of JSON items (.json, .jsonl)',
      ],
    });
  }
  const leftOut = names.filter((name) => !isSource(name) && !name.startsWith('.'));
  return {
    format: 'several JSON files',
    name: folder,
    files,
    table: undefined,
    itemCount: undefined,
    leftOut: leftOut.length === 0 ? undefined : leftOut,
  };
}

interface FoundFolder {
  path: string;
  open(): Promise<ItemSource>;
}

async function findFolders(folder: string, depth: number): Promise<FoundFolder[]> {
  const all = await readdir(folder, { withFileTypes: true });
  const entries = all.filter((entry) => !isLeftBehind(entry.name));
  const names = new Set(entries.map((entry) => entry.name));
  if (names.has(ARCHIVE_FILES.request)) return [{ path: folder, open: () => openArchive(folder) }];
  if (names.has(ARCHIVE_FILES.summary) || names.has(ARCHIVE_FILES.journal)) {
    return [{ path: folder, open: () => openExport(folder) }];
  }
  if (names.has('schema.json') && names.has('data')) {
    return [{ path: folder, open: () => openDynamodump(folder) }];
  }
  const dataFiles = [...names].filter((name) => name.endsWith('.dynamodata') && !name.startsWith('.'));
  if (dataFiles.length > 0) {
    return dataFiles.map((name) => join(folder, name)).map((path) => ({ path, open: () => openFile(path) }));
  }
  if (depth === MOST_DEPTH) return [];
  const below: FoundFolder[] = [];
  for (const entry of entries) {
    if (entry.isDirectory()) below.push(...(await findFolders(join(folder, entry.name), depth + 1)));
  }
  return below;
}

async function openArchive(folder: string): Promise<ItemSource> {
  const { journal, request, table, summary } = await readCompleteArchive(folder);
  const files = await locateDataFiles(folder, journal);
  if (!files.every(({ isUnpacked }) => isUnpacked)) checkDecompression(request.compression, folder);
  const { itemCount } = summary;
  const { attributes } = request;
  const partialBy = partFlags(request);
  return { format: 'autodyne dump', name: folder, files, table, itemCount, partialBy, attributes };
}

async function openExport(folder: string): Promise<ItemSource> {
  const summaryPath = join(folder, ARCHIVE_FILES.summary);
  const summaryText = await readIfThere(summaryPath);
  const summary = summaryText && parseExportSummary(summaryText.toString(), summaryPath);
  const journalPath = join(folder, ARCHIVE_FILES.journal);
  const journal = await readIfThere(journalPath);
  if (journal === undefined) throw invalid(folder, `this export has no ${ARCHIVE_FILES.journal}`);
  if (summary !== undefined) await checkManifest(folder, ARCHIVE_FILES.summary);
  await checkManifest(folder, ARCHIVE_FILES.journal);
  const files = await locateDataFiles(folder, parseDataFiles(journal, journalPath));
  return { format: 'AWS export', name: folder, files, table: undefined, itemCount: summary?.itemCount };
}

async function openDynamodump(folder: string): Promise<ItemSource> {
  const data = join(folder, 'data');
  const names = (await readdir(data)).filter((name) => name.endsWith('.json') && !isLeftBehind(name)).sort();
  const files = names.map((name): SourceFile => {
    const path = join(data, name);
    return { name: path, path, layout: 'json' };
  });
  const table = await readSchema(join(folder, 'schema.json'));
  return { format: 'dynamodump folder', name: folder, files, table, itemCount: undefined };
}

async function openFile(path: string, isReadOnce = false): Promise<ItemSource> {
  await assertReadable(path, isReadOnce);
  const schemaPath = path.endsWith('.dynamodata')
    ? join(dirname(path), `${basename(path, '.dynamodata')}.dynamoschema`)
    : undefined;
  return {
    format: 'JSON',
    name: path,
    files: [{ name: path, path, layout: 'json', ...(isReadOnce && { isReadOnce }) }],
    table: schemaPath === undefined ? undefined : await readSchema(schemaPath),
    itemCount: undefined,
  };
}

async function readSchema(path: string): Promise<TableDescription | undefined> {
  const text = await readIfThere(path);
  return text && tableOfJson(jsonFields(path, text.toString()).members);
}

/**
 * An input that can be read only once is not opened yet: the program that writes into a pipe would find it closed
 * again.
 */
async function assertReadable(path: string, isReadOnce: boolean): Promise<void> {
  try {
    if (isReadOnce) await access(path, constants.R_OK);
    else await (await openRegular(path)).close();
  } catch (error) {
    throw isAutodyneError(error) ? error : readFailure(path, error);
  }
}
