import {
  CreateTableCommand,
  type DynamoDBClient,
  ScanCommand,
  type TableDescription,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { callService } from '../../client/send.ts';
import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import type { IndexChange } from '../../indexes/index-request.ts';
import { describeTable } from '../../items/describe-table.ts';
import { keyAttributesOf, type TableSchema, tableSchema } from '../../items/key-schema.ts';
import type { ItemSource } from '../sources/open-source.ts';
import { createTableRequest } from './create-table-request.ts';

const CREATE_WAIT_SECONDS = 300;

/**
 * The table that a source is to be restored into; made from the source's schema when it is not there and that is
 * wanted.
 * @throws AutodyneError `TableNotFound`, `AccessDenied` where the credentials may not make tables, `InvalidInput` when
 *   the source tells no schema, or another key than the table has.
 */
export async function restoreTarget(
  client: DynamoDBClient,
  tableName: string,
  source: ItemSource,
  isCreating: boolean,
): Promise<{ table: TableDescription; isNew: boolean }> {
  const table = await existingTable(client, tableName, source, isCreating);
  if (table !== undefined) return { table, isNew: false };
  return { table: await createTable(client, tableName, schemaOf(source, tableName)), isNew: true };
}

/**
 * The keys and indexes of that table, before anything is made.
 * @throws AutodyneError as {@link restoreTarget} does.
 */
export async function restoreTargetSchema(
  client: DynamoDBClient,
  tableName: string,
  source: ItemSource,
  isCreating: boolean,
): Promise<TableSchema> {
  const table = await existingTable(client, tableName, source, isCreating);
  return tableSchema(table ?? { ...schemaOf(source, tableName), TableName: tableName });
}

/** The table, if it is there; it may be missing where it is to be made. */
async function existingTable(
  client: DynamoDBClient,
  tableName: string,
  source: ItemSource,
  mayBeMissing: boolean,
): Promise<TableDescription | undefined> {
  try {
    const table = await describeTable(client, tableName);
    assertSameKey(source, table);
    return table;
  } catch (error) {
    if (!isAutodyneError(error, 'TableNotFound')) throw error;
    if (mayBeMissing) return undefined;
    throw new AutodyneError('TableNotFound', error.message, {
      suggestions: [...error.suggestions, 'or make it as it was, where your credentials may: --create'],
      cause: error,
    });
  }
}

function schemaOf(source: ItemSource, tableName: string): TableDescription {
  if (source.table !== undefined) return source.table;
  const problem = `${source.name} tells no schema to make table "${tableName}" from`;
  throw new AutodyneError('InvalidInput', problem);
}

async function createTable(
  client: DynamoDBClient,
  tableName: string,
  described: TableDescription,
): Promise<TableDescription> {
  const request = createTableRequest(described, tableName);
  await callService(client, { operation: 'CreateTable', tableName }, () =>
    client.send(new CreateTableCommand(request)),
  );
  await waitUntilTableExists(
    { client, maxWaitTime: CREATE_WAIT_SECONDS, minDelay: 1, maxDelay: 5 },
    { TableName: tableName },
  );
  return describeTable(client, tableName);
}

function assertSameKey(source: ItemSource, table: TableDescription): void {
  if (source.table === undefined) return;
  const keyOf = (described: TableDescription): string =>
    keyAttributesOf(tableSchema(described).key)
      .map(({ name, type }) => `${name}:${type}`)
      .join(', ');
  const [was, is] = [keyOf(source.table), keyOf(table)];
  if (was === is) return;
  throw new AutodyneError(
    'InvalidInput',
    `${source.name} is of a table with the key ${was}; table "${table.TableName}" has ${is}`,
  );
}

/** Whether a table has any item; half a read unit or one. */
export async function hasItems(client: DynamoDBClient, tableName: string): Promise<boolean> {
  const { Items = [] } = await callService(client, { operation: 'Scan', tableName }, () =>
    client.send(new ScanCommand({ TableName: tableName, Limit: 1, ConsistentRead: true })),
  );
  return Items.length > 0;
}

/** The global indexes of the source's table, as changes that make them. */
export function indexChangesOf(source: ItemSource): IndexChange[] {
  if (source.table === undefined) return [];
  return tableSchema(source.table)
    .indexes.filter(({ kind }) => kind === 'global')
    .map((spec) => ({ kind: 'create', spec }));
}
