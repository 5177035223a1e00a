import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { callOperation } from '../client/call-operation.ts';
import type { ServiceClient } from '../client/client-sender.ts';
import { AutodyneError, isAutodyneError } from '../errors/autodyne-error.ts';
import type { IndexChange } from '../indexes/index-request.ts';
import { tableSchema } from '../items/keys/key-schema.ts';
import { describeTable, type TableWait } from '../items/read/describe-table.ts';
import type { SourceSchema } from '../schema/source-schema.ts';
import type { ItemSource } from '../sources/open-source.ts';
import { createTable } from '../tables/create-table.ts';
import { createTableRequest } from '../tables/create-table-request.ts';
import { primaryKeyText } from '../tables/table-key.ts';

const CREATE_WAIT: TableWait = { intervalMs: 1_000, timeoutMs: 300_000 };

/** The requirements for a table: the source, and the description of the table that its items were in. */
export interface WantedTable {
  source: Pick<ItemSource, 'name' | 'table'>;
  /** To create the table from, if it does not exist. */
  schema?: SourceSchema | undefined;
}

/**
 * The table that a source is to be restored into; created from the schema when it does not exist and that is wanted.
 * @throws AutodyneError `TableNotFound`, `AccessDenied` where the credentials may not create tables, `InvalidInput`
 *   when the source's key is not the table's.
 */
export async function restoreTarget(
  client: ServiceClient,
  tableName: string,
  wanted: WantedTable,
): Promise<{ table: TableDescription; isNew: boolean }> {
  const { table, isNew } = await plannedTarget(client, tableName, wanted);
  if (!isNew) return { table, isNew };
  return { table: await createTable(client, createTableRequest(table, tableName), CREATE_WAIT), isNew };
}

/**
 * That table before anything is created: as it is, or as it would be created.
 * @throws AutodyneError as {@link restoreTarget} does.
 */
export async function plannedTarget(
  client: ServiceClient,
  tableName: string,
  wanted: WantedTable,
): Promise<{ table: TableDescription; isNew: boolean }> {
  const { schema } = wanted;
  try {
    const table = await describeTable(client, tableName);
    assertSameKey(wanted, { name: `table "${tableName}"`, table });
    return { table, isNew: false };
  } catch (error) {
    if (!isAutodyneError(error, 'TableNotFound')) throw error;
    if (schema === undefined) throw withCreate(error);
    assertSameKey(wanted, schema);
    return { table: { ...schema.table, TableName: tableName }, isNew: true };
  }
}

function withCreate(error: AutodyneError): AutodyneError {
  return new AutodyneError('TableNotFound', error.message, {
    suggestions: [...error.suggestions, 'or create it, if your credentials allow it: --create'],
    cause: error,
  });
}

function assertSameKey({ source, schema }: WantedTable, is: { name: string; table: TableDescription }): void {
  const keyOf = (described: TableDescription): string => primaryKeyText(tableSchema(described).key);
  for (const { name, table } of [source, ...(schema === undefined ? [] : [schema])]) {
    if (table === undefined || keyOf(table) === keyOf(is.table)) continue;
    throw new AutodyneError(
      'InvalidInput',
      `${name} is of a table with the key ${keyOf(table)}, but ${is.name} has the key ${keyOf(is.table)}`,
    );
  }
}

/** Costs half a read unit, or one. */
export async function hasItems(client: ServiceClient, tableName: string): Promise<boolean> {
  const { Items = [] } = await callOperation(client, 'Scan', {
    TableName: tableName,
    Limit: 1,
    ConsistentRead: true,
  });
  return Items.length > 0;
}

/**
 * The global indexes of a schema, as changes that create them; with throughput of their own where their table is not on
 * demand.
 */
export function indexChangesOf(schema: SourceSchema, table: TableDescription): IndexChange[] {
  const isOnDemand = table.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST';
  const globals = schema.table.GlobalSecondaryIndexes ?? [];
  return tableSchema(schema.table)
    .indexes.filter(({ kind }) => kind === 'global')
    .map((spec): IndexChange => {
      const index = globals.find(({ IndexName }) => IndexName === spec.name);
      const { ReadCapacityUnits: read = 0, WriteCapacityUnits: write = 0 } =
        index?.ProvisionedThroughput ?? {};
      const throughput =
        isOnDemand || read === 0 ? undefined : { ReadCapacityUnits: read, WriteCapacityUnits: write };
      return { kind: 'create', spec, throughput };
    });
}

/**
 * Those of the changes whose index neither exists nor is being created.
 * @throws AutodyneError as the service fails.
 */
export async function indexChangesLeft(
  client: ServiceClient,
  tableName: string,
  changes: readonly IndexChange[],
): Promise<IndexChange[]> {
  const { indexes } = tableSchema(await describeTable(client, tableName));
  const there = new Set(indexes.map(({ name }) => name));
  return changes.filter((change) => change.kind === 'create' && !there.has(change.spec.name));
}
