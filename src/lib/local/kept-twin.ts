import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { AutodyneError, isAutodyneError } from '../errors/autodyne-error.ts';
import { errorFacts } from '../errors/from-aws-error.ts';
import { addLines } from '../files/add-lines.ts';
import { readSmallFileSync } from '../files/read-small-file.ts';
import { parseJsonAs, textSchema } from '../json/json-schemas.ts';
import { makePrivateFolder, replacePrivateFile } from './engine/private-files.ts';
import { USAGE_FILE_NAME } from './engine/twin-folder.ts';

const NOT_A_PORT = 'is not a port from 1 to 65535';

const keptTwinSchema = v.object({
  tableName: textSchema,
  region: textSchema,
  accessKeyId: textSchema,
  secretAccessKey: textSchema,
  port: v.pipe(
    v.number(NOT_A_PORT),
    v.integer(NOT_A_PORT),
    v.minValue(1, NOT_A_PORT),
    v.maxValue(65_535, NOT_A_PORT),
  ),
  /** The person was asked whether to write the config vars to a settings file, and declined. */
  isEnvDeclined: v.optional(v.boolean()),
});

/** Kept for the next start, beside the data, so that a `.env` that was written stays right. */
export type KeptTwin = v.InferOutput<typeof keptTwinSchema>;

const FILE_NAME = 'twin.json';
const DATA_NAME = 'data.db';
const MAX_BYTES = 64 * 1024;

/** The engine's data file in the twin's folder. */
export function dataFileIn(folder: string): string {
  return join(folder, DATA_NAME);
}

/** True for a file that the twin may have made: itself, the engine, the meter, or a lock. */
function isOwnFile(name: string): boolean {
  return name === '.gitignore' || [FILE_NAME, DATA_NAME, USAGE_FILE_NAME].some((own) => name.startsWith(own));
}

/** Creates the twin's folder, readable by its owner only, and ignored by git: it holds credentials and data. */
export function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    makePrivateFolder(folder, isOwnFile);
    addLines(join(folder, '.gitignore'), ignoredLines);
  } catch (error) {
    if (isAutodyneError(error)) throw error;
    const { code, message } = errorFacts(error);
    throw new AutodyneError('InvalidInput', `cannot keep data in ${folder}: ${code ?? message}`, {
      cause: error,
    });
  }
}

/** The whole folder; but only the twin's own files in a folder that has another `.gitignore`. */
function ignoredLines(present: readonly string[]): string[] {
  const isNew = present.every((line) => line === '');
  return isNew || present.includes('*') ? ['*'] : [`/${FILE_NAME}*`, `/${DATA_NAME}*`];
}

/**
 * The facts that an earlier start kept in the folder; `undefined` when there was none.
 * @throws AutodyneError `InvalidInput` when the file cannot be read.
 */
export function readKeptTwin(folder: string): KeptTwin | undefined {
  const file = join(folder, FILE_NAME);
  let text: string;
  try {
    text = readSmallFileSync(file, MAX_BYTES).toString();
  } catch (error) {
    if (isAutodyneError(error)) throw withWayOut(error);
    const { code, message } = errorFacts(error);
    if (code === 'ENOENT') return undefined;
    throw withWayOut(new AutodyneError('InvalidInput', `cannot read ${file}: ${code ?? message}`));
  }
  return parseKeptTwin(file, text);
}

function parseKeptTwin(file: string, text: string): KeptTwin {
  try {
    return parseJsonAs(keptTwinSchema, `cannot read ${file}`, text);
  } catch (error) {
    throw isAutodyneError(error) ? withWayOut(error) : error;
  }
}

const WAY_OUT =
  'remove that file and start with --table NAME: the table is kept, and the credentials are new';

function withWayOut(cause: AutodyneError): AutodyneError {
  const { code, message, details } = cause;
  return new AutodyneError(code, message, { cause, suggestions: [WAY_OUT], details });
}

/** The person does not want the config vars in a settings file. */
export function isEnvDeclined(folder: string): boolean {
  return readKeptTwin(folder)?.isEnvDeclined === true;
}

/** Keeps that the person does not want the config vars in a settings file, so as not to ask again. */
export function keepEnvDeclined(folder: string): void {
  const kept = readKeptTwin(folder);
  if (kept !== undefined) keepTwin(folder, { ...kept, isEnvDeclined: true });
}

/** @throws AutodyneError `InvalidUsage` when another table is asked for than the kept one */
export function assertKeptTable(
  { tableName }: KeptTwin,
  wanted: { folder?: string | undefined; tableName?: string | undefined },
): void {
  if (wanted.tableName === undefined || wanted.tableName === tableName) return;
  throw new AutodyneError(
    'InvalidUsage',
    `the twin in ${wanted.folder} has the table "${tableName}", not "${wanted.tableName}"`,
    { suggestions: ['omit --table, or start another twin: --data FOLDER, or --memory'] },
  );
}

/** Written in one step, and readable by its owner only. */
export function keepTwin(folder: string, twin: KeptTwin): void {
  replacePrivateFile(join(folder, FILE_NAME), `${JSON.stringify(twin, null, 2)}\n`);
}
