import type { ServiceClient } from '../client/client-sender.ts';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { type KeyAttribute, type KeySchema, tableSchema } from '../items/keys/key-schema.ts';
import { tableIfThere, waitForActiveTable } from '../items/read/describe-table.ts';
import { createTable } from '../tables/create-table.ts';
import { createTableRequest, describedDesign } from '../tables/create-table-request.ts';
import { keyAttributeText } from '../tables/table-key.ts';

/** The key that a new table gets where none is asked for. */
const DEFAULT_PARTITION_KEY: KeyAttribute = { name: 'id', type: 'S' };

/** Engines are ready at once. */
const READY = { intervalMs: 20, timeoutMs: 60_000 };

/** The primary key that was asked for; an attribute that was not is as the table has it. */
export interface WantedKey {
  partitionKey?: KeyAttribute | undefined;
  sortKey?: KeyAttribute | undefined;
}

/**
 * Creates the table, on demand, unless it exists; resolves when it is ACTIVE. Returns true if it was created now.
 * @throws AutodyneError `InvalidUsage` when it exists with another key than the one asked for.
 */
export async function provisionTable(
  client: ServiceClient,
  tableName: string,
  wanted: WantedKey,
): Promise<{ isNew: boolean; key: KeySchema }> {
  const key = { partitionKey: wanted.partitionKey ?? DEFAULT_PARTITION_KEY, sortKey: wanted.sortKey };
  const isNew = (await tableIfThere(client, tableName)) === undefined;
  const table = isNew
    ? await createTable(client, createTableRequest(describedDesign({ key }), tableName), READY)
    : await waitForActiveTable(client, tableName, READY);
  const kept = tableSchema(table).key;
  if (!isNew) assertSameKey(tableName, kept, wanted);
  return { isNew, key: kept };
}

function assertSameKey(tableName: string, kept: KeySchema, wanted: WantedKey): void {
  for (const [kind, keptPart, wantedPart] of [
    ['partition key', kept.partitionKey, wanted.partitionKey],
    ['sort key', kept.sortKey, wanted.sortKey],
  ] as const) {
    const keptText = keptPart && keyAttributeText(keptPart);
    if (wantedPart === undefined || keptText === keyAttributeText(wantedPart)) continue;
    const has = keptText === undefined ? `no ${kind}` : `the ${kind} ${keptText}`;
    throw new AutodyneError(
      'InvalidUsage',
      `table "${tableName}" already exists with ${has}, not ${keyAttributeText(wantedPart)}; the key of a table cannot be changed`,
      { suggestions: ['omit the key, or start another twin: --data FOLDER, or --memory'] },
    );
  }
}
