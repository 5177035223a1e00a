import { join } from 'node:path';
import type { TableDescription, Tag } from '@aws-sdk/client-dynamodb';
import { ARCHIVE_FILES } from '../archive/archive-layout.ts';
import { readIfThere } from '../archive/read-archive.ts';
import { jsonFields } from '../json/json-fields.ts';
import type { ItemSource } from '../sources/open-source.ts';
import { describedTable } from './described-table.ts';

/** What a source, or a file that was given for it, tells of the table that its items were in. */
export interface SourceSchema {
  /** The source or the file, as a person would name it. */
  name: string;
  /** Keys, indexes and billing mode, held to what DynamoDB takes; nothing else. */
  table: TableDescription;
  /** The attribute by which items expire; null where they do not, undefined where it is not told. */
  timeToLive: string | null | undefined;
  /** Undefined where they are not told. */
  tags: readonly Tag[] | undefined;
  /** What it tells and `restore --create` never sets, each in words, such as `deletion protection`. */
  unset: readonly string[];
  /** What it says nothing of, and no restore sets. */
  untold: readonly string[];
  /** What was taken for granted in reading it, in words: the parameters of a template, by their defaults. */
  assumed: readonly string[];
}

/**
 * The schema that a source tells by itself, if it does.
 * @throws AutodyneError `InvalidInput` naming the member that no table can have.
 */
export async function sourceSchema(source: ItemSource): Promise<SourceSchema | undefined> {
  if (source.table === undefined) return undefined;
  const path = join(source.name, ARCHIVE_FILES.table);
  // Beside the description, a dump of ours has the table's tags and time to live.
  const text = source.format === 'autodyne dump' ? await readIfThere(path) : undefined;
  return text === undefined
    ? describedTable(source.table, source.name)
    : describedTable(jsonFields(path, text.toString()).members, path);
}
