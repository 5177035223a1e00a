import type {
  AttributeDefinition,
  CreateTableCommandInput,
  TableDescription,
} from '@aws-sdk/client-dynamodb';
import {
  type IndexSchema,
  type KeyAttribute,
  type KeySchema,
  keyAttributesOf,
} from '../items/keys/key-schema.ts';

type Throughput = TableDescription['ProvisionedThroughput'];
type WireIndex = Pick<
  NonNullable<TableDescription['GlobalSecondaryIndexes']>[number],
  'IndexName' | 'KeySchema' | 'Projection' | 'ProvisionedThroughput'
>;

/**
 * The CreateTable request for a table like the one described: keys, local indexes, on demand unless it had provisioned
 * throughput; nothing that only a response has (ARNs, counts, dates, a throughput of zero).
 * @param options `withGlobalIndexes`: global indexes too, which are better made once many items are there
 */
export function createTableRequest(
  table: TableDescription,
  tableName: string,
  { withGlobalIndexes = false }: { withGlobalIndexes?: boolean } = {},
): CreateTableCommandInput & { TableName: string } {
  const throughput = provisionedThroughput(table);
  const localIndexes = (table.LocalSecondaryIndexes ?? []).map(indexRequest);
  const described = withGlobalIndexes ? (table.GlobalSecondaryIndexes ?? []) : [];
  const globalIndexes = described.map((index) => ({
    ...indexRequest(index),
    // An index without a throughput of its own gets the table's.
    ...(throughput && { ProvisionedThroughput: throughputOf(index.ProvisionedThroughput) ?? throughput }),
  }));
  return {
    TableName: tableName,
    KeySchema: table.KeySchema,
    AttributeDefinitions: usedDefinitions(table, [...localIndexes, ...globalIndexes]),
    ...(localIndexes.length === 0 ? {} : { LocalSecondaryIndexes: localIndexes }),
    ...(globalIndexes.length === 0 ? {} : { GlobalSecondaryIndexes: globalIndexes }),
    ...(throughput === undefined
      ? { BillingMode: 'PAY_PER_REQUEST' }
      : { BillingMode: 'PROVISIONED', ProvisionedThroughput: throughput }),
  };
}

function indexRequest({ IndexName, KeySchema: keys, Projection }: WireIndex) {
  return { IndexName, KeySchema: keys, Projection };
}

function provisionedThroughput({ BillingModeSummary, ProvisionedThroughput }: TableDescription) {
  const isOnDemand = BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST';
  return isOnDemand ? undefined : throughputOf(ProvisionedThroughput);
}

function throughputOf({ ReadCapacityUnits = 0, WriteCapacityUnits = 0 }: Throughput = {}) {
  return ReadCapacityUnits === 0 || WriteCapacityUnits === 0
    ? undefined
    : { ReadCapacityUnits, WriteCapacityUnits };
}

export interface TableDesign {
  key: KeySchema;
  indexes?: readonly Omit<IndexSchema, 'status'>[];
  /** Units a second, of the table and of each global index; on demand unless given. */
  throughput?: { readUnits: number; writeUnits: number } | undefined;
}

/** The description of a table that has this, and nothing else. */
export function describedDesign({ key, indexes = [], throughput }: TableDesign): TableDescription {
  const attributes = [
    ...keyAttributesOf(key),
    ...indexes.flatMap(({ partitionKeys, sortKeys }) => [...partitionKeys, ...sortKeys]),
  ];
  const types = new Map(attributes.map(({ name, type }) => [name, type]));
  const indexesOf = (kind: IndexSchema['kind']): WireIndex[] =>
    indexes.filter((index) => index.kind === kind).map(describedIndex);
  const { partitionKey, sortKey } = key;
  return {
    KeySchema: wireKeys([partitionKey], sortKey === undefined ? [] : [sortKey]),
    AttributeDefinitions: [...types].map(([name, type]) => ({ AttributeName: name, AttributeType: type })),
    LocalSecondaryIndexes: indexesOf('local'),
    GlobalSecondaryIndexes: indexesOf('global'),
    ...(throughput && {
      ProvisionedThroughput: {
        ReadCapacityUnits: throughput.readUnits,
        WriteCapacityUnits: throughput.writeUnits,
      },
    }),
  };
}

function describedIndex(index: Omit<IndexSchema, 'status'>): WireIndex {
  const { name, partitionKeys, sortKeys, projection, nonKeyAttributes } = index;
  return {
    IndexName: name,
    KeySchema: wireKeys(partitionKeys, sortKeys),
    Projection: {
      ProjectionType: projection,
      ...(projection === 'INCLUDE' ? { NonKeyAttributes: [...nonKeyAttributes] } : {}),
    },
  };
}

function wireKeys(partitionKeys: readonly KeyAttribute[], sortKeys: readonly KeyAttribute[]) {
  return [
    ...partitionKeys.map(({ name }) => ({ AttributeName: name, KeyType: 'HASH' as const })),
    ...sortKeys.map(({ name }) => ({ AttributeName: name, KeyType: 'RANGE' as const })),
  ];
}

/** CreateTable refuses definitions that no key uses. */
function usedDefinitions(table: TableDescription, indexes: readonly WireIndex[]): AttributeDefinition[] {
  const schemas = [table.KeySchema, ...indexes.map((index) => index.KeySchema)];
  const used = new Set(schemas.flatMap((schema) => (schema ?? []).map((element) => element.AttributeName)));
  return (table.AttributeDefinitions ?? []).filter(({ AttributeName }) => used.has(AttributeName));
}
