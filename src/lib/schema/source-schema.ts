import { join } from 'node:path';
import type { TableDescription, Tag } from '@aws-sdk/client-dynamodb';
import { ARCHIVE_FILES } from '../archive/archive-layout.ts';
import { readIfThere } from '../archive/read-archive.ts';
import { jsonFields } from '../json/json-fields.ts';
import type { ItemSource } from '../sources/open-source.ts';
import { describedTable } from './described-table.ts';

/** The schema of the table that items were in, from their source or from a file that was given for it. */
export interface SourceSchema {
  /** The source or the file, as a person would name it. */
  name: string;
  /** Keys, indexes and billing mode, validated by DynamoDB's rules; nothing else. */
  table: TableDescription;
  /** The attribute by which items expire; null where they do not, `undefined` where it is not known. */
  timeToLive: string | null | undefined;
  /** `undefined` where they are not known. */
  tags: readonly Tag[] | undefined;
  /** Settings that it has and `restore --create` never sets, each as a phrase such as `deletion protection`. */
  unset: readonly string[];
  /** Settings that it does not have, and that no restore sets. */
  untold: readonly string[];
  /** Assumptions made while reading, as messages: the parameters of a template, by their defaults. */
  assumed: readonly string[];
}

/**
 * The schema that a source has by itself, if any.
 * @throws AutodyneError `InvalidInput` naming the member that no table can have.
 */
export async function sourceSchema(source: ItemSource): Promise<SourceSchema | undefined> {
  if (source.table === undefined) return undefined;
  const path = join(source.name, ARCHIVE_FILES.table);
  // In addition to the description, a dump of ours has the table's tags and time to live.
  const text = source.format === 'autodyne dump' ? await readIfThere(path) : undefined;
  return text === undefined
    ? describedTable(source.table, source.name)
    : describedTable(jsonFields(path, text.toString()).members, path);
}
