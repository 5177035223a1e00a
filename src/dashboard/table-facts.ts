import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { flagArgs, typedCommand } from '../cli/flags/typed-command.ts';
import type { KeyAttribute } from '../lib/items/keys/key-schema.ts';
import type { IndexFact, KeyFact, TableFacts } from './api-types.ts';
import { type DashboardContext, usedUnits } from './dashboard-context.ts';

const CREATE_INDEX = ['index', 'create', 'by-artist', '--partition-key', 'Artist:S'];

/** The table as DescribeTable describes it, with read-only and locked. */
export function tableFacts(dashboard: DashboardContext): TableFacts {
  const { table, schema, isTwin, options } = dashboard;
  const { settings } = options.context;
  const { partitionKey, sortKey } = schema.key;
  return {
    tableName: dashboard.tableName,
    status: table.TableStatus ?? 'UNKNOWN',
    partitionKey: keyFact(partitionKey),
    sortKey: sortKey === undefined ? null : keyFact(sortKey),
    itemCount: table.ItemCount ?? 0,
    sizeBytes: table.TableSizeBytes ?? 0,
    createdAt: table.CreationDateTime?.toISOString() ?? null,
    indexes: schema.indexes.map((index): IndexFact => {
      const measured = measuredIndex(table, index.name);
      return {
        name: index.name,
        kind: index.kind,
        partitionKeys: index.partitionKeys.map(keyFact),
        sortKeys: index.sortKeys.map(keyFact),
        projection: index.projection,
        projectedAttributes: index.nonKeyAttributes,
        status: index.status ?? 'ACTIVE',
        backfilling: measured.backfilling,
        itemCount: measured.itemCount,
        sizeBytes: measured.sizeBytes,
      };
    }),
    isCountCurrent: isTwin,
    isTwin,
    isReadOnly: settings.isReadOnly,
    isLocked: dashboard.isLocked,
    region: settings.region,
    endpoint: settings.endpointUrl ?? null,
    commands: {
      dashboard: typedCommand(
        ['dashboard', ...flagArgs('read-only', options.flags['read-only'])],
        options.flags,
      ),
      dumpCsv: typedCommand(['dump', '--out', 'items.csv'], options.flags),
      put: typedCommand(['put', 'items.jsonl'], options.flags),
      createIndex: typedCommand(CREATE_INDEX, options.flags),
    },
    used: usedUnits(options.meter),
  };
}

function keyFact({ name, type }: KeyAttribute): KeyFact {
  return { name, type };
}

function measuredIndex(table: TableDescription, name: string) {
  const global = table.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === name);
  const found = global ?? table.LocalSecondaryIndexes?.find(({ IndexName }) => IndexName === name);
  return {
    backfilling: global?.Backfilling ?? false,
    itemCount: found?.ItemCount ?? 0,
    sizeBytes: found?.IndexSizeBytes ?? 0,
  };
}
