import type {
  AttributeDefinition,
  CreateTableCommandInput,
  TableDescription,
} from '@aws-sdk/client-dynamodb';
import { type KeySchema, keyAttributesOf } from '../items/keys/key-schema.ts';

/**
 * The CreateTable request for a table like the one described: keys, local indexes, on demand unless it had provisioned
 * throughput; nothing that only a response has (ARNs, counts, dates, a throughput of zero). Global indexes are left
 * out: they are made after the items are there.
 */
export function createTableRequest(
  table: TableDescription,
  tableName: string,
): CreateTableCommandInput & { TableName: string } {
  const localIndexes = (table.LocalSecondaryIndexes ?? []).map(({ IndexName, KeySchema, Projection }) => ({
    IndexName,
    KeySchema,
    Projection,
  }));
  const { ReadCapacityUnits: read = 0, WriteCapacityUnits: write = 0 } = table.ProvisionedThroughput ?? {};
  const isOnDemand = table.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST' || read === 0 || write === 0;
  return {
    TableName: tableName,
    KeySchema: table.KeySchema,
    AttributeDefinitions: usedDefinitions(table),
    ...(localIndexes.length === 0 ? {} : { LocalSecondaryIndexes: localIndexes }),
    ...(isOnDemand
      ? { BillingMode: 'PAY_PER_REQUEST' }
      : {
          BillingMode: 'PROVISIONED',
          ProvisionedThroughput: { ReadCapacityUnits: read, WriteCapacityUnits: write },
        }),
  };
}

/** The description of a table on demand that has this key, and nothing else. */
export function tableOfKey(key: KeySchema): TableDescription {
  const attributes = keyAttributesOf(key);
  return {
    KeySchema: attributes.map(({ name }, at) => ({
      AttributeName: name,
      KeyType: at === 0 ? ('HASH' as const) : ('RANGE' as const),
    })),
    AttributeDefinitions: attributes.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
  };
}

/** CreateTable refuses definitions that no key uses. */
function usedDefinitions(table: TableDescription): AttributeDefinition[] {
  const schemas = [table.KeySchema, ...(table.LocalSecondaryIndexes ?? []).map((index) => index.KeySchema)];
  const used = new Set(schemas.flatMap((schema) => (schema ?? []).map((element) => element.AttributeName)));
  return (table.AttributeDefinitions ?? []).filter(({ AttributeName }) => used.has(AttributeName));
}
