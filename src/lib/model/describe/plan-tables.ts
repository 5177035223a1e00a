import type { CreateTableCommandInput, TableDescription } from '@aws-sdk/client-dynamodb';
import type { ServiceClient } from '../../client/client-sender.ts';
import { planIndexChanges } from '../../indexes/index-plan.ts';
import { changedIndex, type IndexChange } from '../../indexes/index-request.ts';
import { tableSchema } from '../../items/keys/key-schema.ts';
import { describeTable, tableIfThere } from '../../items/read/describe-table.ts';
import { declaredIndexes } from './declared-indexes.ts';
import type { ModelDescription } from './model-description.ts';

/** The tables and indexes that models need, and which of them are there. */
export interface TablesPlan {
  /** Sorted by name. */
  tables: readonly PlannedTable[];
  /** Of the one table, sorted by name. */
  indexes: readonly PlannedIndex[];
  /** Global indexes of the one table that no model declares. */
  undeclared: readonly string[];
  /** The one table as it is; undefined where no model lives in it. */
  sharedTable: TableDescription | undefined;
}

export interface PlannedTable {
  name: string;
  isThere: boolean;
  request: (CreateTableCommandInput & { TableName: string }) | null;
  expiresAttribute: string | null;
}

export interface PlannedIndex {
  change: IndexChange;
  isThere: boolean;
  /** It is there, and can be read. */
  isActive: boolean;
}

/**
 * Compares models with their tables; a DescribeTable for each.
 * @throws AutodyneError `TableNotFound` for the one table; `AlreadyExists`, `InvalidInput` where an index that models
 *   declare cannot be made beside what is there
 */
export async function planModelTables(
  client: ServiceClient,
  models: readonly ModelDescription[],
): Promise<TablesPlan> {
  const shared = models.filter(({ isShared }) => isShared);
  const sharedName = shared[0]?.table;
  const sharedTable = sharedName === undefined ? undefined : await describeTable(client, sharedName);
  const tables: PlannedTable[] = [];
  if (sharedName !== undefined) {
    tables.push({ name: sharedName, isThere: true, request: null, expiresAttribute: null });
  }
  for (const { table: name, createTable: request, expiresAttribute } of models) {
    if (tables.some((other) => other.name === name)) continue;
    const isThere = (await tableIfThere(client, name)) !== undefined;
    tables.push({ name, isThere, request, expiresAttribute });
  }
  tables.sort((a, b) => (a.name < b.name ? -1 : 1));
  if (sharedTable === undefined) return { tables, indexes: [], undeclared: [], sharedTable };
  const schema = tableSchema(sharedTable);
  const changes = declaredIndexes(shared, schema.key);
  const planned = planIndexChanges(changes, sharedTable);
  const declared = new Set(changes.map(changedIndex));
  const globals = schema.indexes.filter(({ kind }) => kind === 'global');
  return {
    tables,
    indexes: planned.map(({ change, isMade }) => ({
      change,
      isThere: isMade,
      isActive: globals.some(({ name, status }) => name === changedIndex(change) && status === 'ACTIVE'),
    })),
    undeclared: globals
      .map(({ name }) => name)
      .filter((name) => !declared.has(name))
      .sort(),
    sharedTable,
  };
}
