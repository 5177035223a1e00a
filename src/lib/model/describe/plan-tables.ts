import type { CreateTableCommandInput, TableDescription } from '@aws-sdk/client-dynamodb';
import type { ServiceClient } from '../../client/client-sender.ts';
import { planIndexChanges } from '../../indexes/index-plan.ts';
import { changedIndex, type IndexChange } from '../../indexes/index-request.ts';
import { tableSchema } from '../../items/keys/key-schema.ts';
import { describeTable, tableIfThere } from '../../items/read/describe-table.ts';
import { checkSharedKey } from '../tables/shared-key.ts';
import { deniedTable } from './create-planned-table.ts';
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
  /** Indexes that models declare for tables of their own, which exist without them. */
  missingElsewhere: readonly { table: string; index: string }[];
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
 * @throws AutodyneError `TableNotFound` for the one table; `AccessDenied` for another; `InvalidModel`, `AlreadyExists`, `InvalidInput` where an index that models
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
  const missingElsewhere: { table: string; index: string }[] = [];
  if (sharedName !== undefined) {
    tables.push({ name: sharedName, isThere: true, request: null, expiresAttribute: null });
  }
  for (const { table: name, createTable: request, expiresAttribute, indexes } of models) {
    if (tables.some((other) => other.name === name)) continue;
    const table = await ownTable(client, name);
    tables.push({ name, isThere: table !== undefined, request, expiresAttribute });
    const there = table && new Set(tableSchema(table).indexes.map((index) => index.name));
    const missing = indexes.filter((index) => there?.has(index.name) === false);
    missingElsewhere.push(...missing.map((index) => ({ table: name, index: index.name })));
  }
  tables.sort((a, b) => (a.name < b.name ? -1 : 1));
  if (sharedTable === undefined)
    return { tables, indexes: [], undeclared: [], missingElsewhere, sharedTable };
  const schema = tableSchema(sharedTable);
  for (const model of shared) checkSharedKey(schema.tableName, schema.key, sharingModel(model));
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
    missingElsewhere,
    sharedTable,
  };
}

/** @throws AutodyneError `AccessDenied` for the add-on's user, saying what to do instead */
async function ownTable(client: ServiceClient, name: string): Promise<TableDescription | undefined> {
  try {
    return await tableIfThere(client, name);
  } catch (error) {
    throw deniedTable(error, name, 'described');
  }
}

function sharingModel({ name, fields, key }: ModelDescription) {
  const isKey = ({ attribute }: { attribute: string }): boolean => attribute === key.partitionKey.name;
  return {
    name,
    partitionKey: fields.find(isKey)?.name ?? key.partitionKey.name,
    fields: fields.filter((field) => !isKey(field)),
  };
}
