import { callOperation } from '../client/call-operation.ts';
import type { ServiceClient } from '../client/client-sender.ts';
import { AutodyneError, isAutodyneError } from '../errors/autodyne-error.ts';
import { type KeyAttribute, type KeySchema, keyAttributesOf, tableSchema } from '../items/keys/key-schema.ts';
import { describeTable, waitForActiveTable } from '../items/read/describe-table.ts';

/** The key that a new table gets where none is asked for. */
const DEFAULT_PARTITION_KEY: KeyAttribute = { name: 'id', type: 'S' };

/** Engines are ready at once. */
const READY = { intervalMs: 20, timeoutMs: 60_000 };

/** The primary key that was asked for; a part that was not is as the table has it. */
export interface WantedKey {
  partitionKey?: KeyAttribute | undefined;
  sortKey?: KeyAttribute | undefined;
}

/**
 * Makes the table, on demand, unless it is there; resolves when it is ACTIVE. Whether it was made now.
 * @throws AutodyneError `InvalidUsage` when it is there with another key than the one asked for.
 */
export async function provisionTable(
  client: ServiceClient,
  tableName: string,
  wanted: WantedKey,
): Promise<{ isNew: boolean; key: KeySchema }> {
  const key = { partitionKey: wanted.partitionKey ?? DEFAULT_PARTITION_KEY, sortKey: wanted.sortKey };
  const isNew = !(await isThere(client, tableName));
  if (isNew) await createTable(client, tableName, key);
  const kept = tableSchema(await waitForActiveTable(client, tableName, READY)).key;
  if (!isNew) assertSameKey(tableName, kept, wanted);
  return { isNew, key: kept };
}

async function isThere(client: ServiceClient, tableName: string): Promise<boolean> {
  try {
    await describeTable(client, tableName);
    return true;
  } catch (error) {
    if (isAutodyneError(error, 'TableNotFound')) return false;
    throw error;
  }
}

async function createTable(client: ServiceClient, tableName: string, key: KeySchema): Promise<void> {
  const attributes = keyAttributesOf(key);
  const input = {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST' as const,
    AttributeDefinitions: attributes.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
    KeySchema: attributes.map(({ name }, at) => ({
      AttributeName: name,
      KeyType: at === 0 ? ('HASH' as const) : ('RANGE' as const),
    })),
  };
  await callOperation(client, 'CreateTable', input);
}

function assertSameKey(tableName: string, kept: KeySchema, wanted: WantedKey): void {
  for (const [kind, keptPart, wantedPart] of [
    ['partition key', kept.partitionKey, wanted.partitionKey],
    ['sort key', kept.sortKey, wanted.sortKey],
  ] as const) {
    if (wantedPart === undefined || sameKey(keptPart, wantedPart)) continue;
    const has = keptPart === undefined ? `no ${kind}` : `the ${kind} ${keyText(keptPart)}`;
    throw new AutodyneError(
      'InvalidUsage',
      `table "${tableName}" already exists with ${has}, not ${keyText(wantedPart)}; the key of a table cannot be changed`,
      { suggestions: ['omit the key, or start another twin: --data FOLDER, or --memory'] },
    );
  }
}

function sameKey(kept: KeyAttribute | undefined, wanted: KeyAttribute): boolean {
  return kept?.name === wanted.name && kept.type === wanted.type;
}

function keyText({ name, type }: KeyAttribute): string {
  return `${name}:${type}`;
}
