import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { AutodyneError } from '../../errors/autodyne-error.ts';

export type KeyType = 'S' | 'N' | 'B';

export interface KeyAttribute {
  name: string;
  type: KeyType;
}

/** A table's primary key. */
export interface KeySchema {
  partitionKey: KeyAttribute;
  sortKey: KeyAttribute | undefined;
}

/** A secondary index as the query planner sees it. Indexes may have up to four key attributes of each kind. */
export interface IndexSchema {
  name: string;
  kind: 'global' | 'local';
  partitionKeys: readonly KeyAttribute[];
  sortKeys: readonly KeyAttribute[];
  projection: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
  /** With `INCLUDE`: the attributes projected in addition to the keys of table and index. */
  nonKeyAttributes: readonly string[];
  status: string | undefined;
  /** By DescribeTable, which AWS updates about every six hours; `undefined` where it is not known. */
  itemCount?: number | undefined;
}

/** The facts that requests need about a table: its name, primary key and indexes. */
export interface TableSchema {
  tableName: string;
  key: KeySchema;
  indexes: readonly IndexSchema[];
  /** As an index's. */
  itemCount?: number | undefined;
}

type Definitions = NonNullable<TableDescription['AttributeDefinitions']>;
type WireKeySchema = NonNullable<TableDescription['KeySchema']>;

/** Reads keys and indexes out of DescribeTable's response. */
export function tableSchema(table: TableDescription): TableSchema {
  const definitions = table.AttributeDefinitions ?? [];
  const [partitionKey] = keyAttributes(table.KeySchema ?? [], 'HASH', definitions);
  const [sortKey] = keyAttributes(table.KeySchema ?? [], 'RANGE', definitions);
  if (partitionKey === undefined) {
    throw new AutodyneError(
      'Unexpected',
      `the description of table "${table.TableName}" has no partition key`,
    );
  }
  return {
    tableName: table.TableName ?? '',
    itemCount: table.ItemCount,
    key: { partitionKey, sortKey },
    indexes: [
      ...(table.GlobalSecondaryIndexes ?? []).map((index) => indexSchema('global', index, definitions)),
      ...(table.LocalSecondaryIndexes ?? []).map((index) => indexSchema('local', index, definitions)),
    ],
  };
}

type WireIndex =
  | NonNullable<TableDescription['GlobalSecondaryIndexes']>[number]
  | NonNullable<TableDescription['LocalSecondaryIndexes']>[number];

function indexSchema(kind: 'global' | 'local', index: WireIndex, definitions: Definitions): IndexSchema {
  return {
    name: index.IndexName ?? '',
    kind,
    partitionKeys: keyAttributes(index.KeySchema ?? [], 'HASH', definitions),
    sortKeys: keyAttributes(index.KeySchema ?? [], 'RANGE', definitions),
    projection: index.Projection?.ProjectionType ?? 'ALL',
    nonKeyAttributes: index.Projection?.NonKeyAttributes ?? [],
    status: 'IndexStatus' in index ? index.IndexStatus : undefined,
    itemCount: index.ItemCount,
  };
}

function keyAttributes(
  schema: WireKeySchema,
  keyType: 'HASH' | 'RANGE',
  definitions: Definitions,
): KeyAttribute[] {
  return schema
    .filter((element) => element.KeyType === keyType)
    .map((element) => {
      const name = element.AttributeName ?? '';
      const definition = definitions.find((d) => d.AttributeName === name);
      return { name, type: (definition?.AttributeType ?? 'S') as KeyType };
    });
}

/** The primary key's attributes in order: partition key, then sort key if there is one. */
export function keyAttributesOf(key: KeySchema): KeyAttribute[] {
  return key.sortKey === undefined ? [key.partitionKey] : [key.partitionKey, key.sortKey];
}

/** Of an attribute that is a key: whose key, and the type that it has there. */
export interface KeyRole {
  type: KeyType;
  /** Of the table itself: every item has it, with this type. Else of indexes only, and an item may hold any type. */
  isOfTable: boolean;
}

/** All attributes that are a key of the table or of one of its indexes, by name. */
export type KeyRoles = ReadonlyMap<string, KeyRole>;

export function keyRoles({ indexes, key }: Pick<TableSchema, 'indexes' | 'key'>): KeyRoles {
  const roles = new Map<string, KeyRole>();
  for (const { name, type } of indexes.flatMap((index) => [...index.partitionKeys, ...index.sortKeys])) {
    roles.set(name, { type, isOfTable: false });
  }
  for (const { name, type } of keyAttributesOf(key)) roles.set(name, { type, isOfTable: true });
  return roles;
}
