import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { SourceFindings } from '../items/elements/source-findings.ts';
import { type TableSchema, tableSchema } from '../items/keys/key-schema.ts';
import { assertNotCsv } from '../sources/csv-name.ts';
import { type ItemSource, openSource } from '../sources/open-source.ts';
import { type DumpItem, dumpItems } from './dump-items.ts';

/** A dump that is about to be read. */
export interface OpenDump {
  source: ItemSource;
  /** Of the dump's table, where it is known. */
  schema: TableSchema | undefined;
  items: AsyncGenerator<DumpItem[]>;
  /** Complete once all items have been read. */
  findings: SourceFindings;
  /** Ends the reading, if it has not ended. */
  close(): Promise<void>;
}

/**
 * Opens anything that `openSource` recognises. Where only the items' file can describe the table (a schema as the first
 * line), the first of them are read.
 * @throws AutodyneError `InvalidInput` for CSV, or as `openSource` and `dumpItems` do.
 */
export async function openDump(
  path: string,
  stdin: AsyncIterable<Buffer>,
  sourceTable?: string | undefined,
): Promise<OpenDump> {
  assertNotCsv(path, '--from');
  const source = await openSource(path, { sourceTable });
  const findings = new SourceFindings(sourceTable);
  let { table } = source;
  const onTable = (found: TableDescription): void => {
    table = found;
  };
  const rest = dumpItems(source, { stdin, onTable, findings });
  const first = table === undefined ? await rest.next() : undefined;
  return {
    source,
    findings,
    schema: table && readableSchema(table),
    items: first === undefined ? rest : resume(first, rest),
    close: async () => {
      await rest.return(undefined);
    },
  };
}

/** In a dump every index can be read, whatever its status was in the table. */
function readableSchema(table: TableDescription): TableSchema {
  const schema = tableSchema(table);
  return { ...schema, indexes: schema.indexes.map((index) => ({ ...index, status: undefined })) };
}

async function* resume(
  first: IteratorResult<DumpItem[]>,
  rest: AsyncGenerator<DumpItem[]>,
): AsyncGenerator<DumpItem[]> {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}
