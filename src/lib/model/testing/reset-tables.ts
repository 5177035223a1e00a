import { isLoopbackClient } from '../../client/loopback-client.ts';
import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { tableSchema } from '../../items/keys/key-schema.ts';
import { tableIfThere } from '../../items/read/describe-table.ts';
import { collectKeys, deleteKeys, matchingKeys } from '../../items/write/delete-items.ts';
import { configuredClient, sharedTableName } from '../config/configure.ts';
import { allDefinitions } from '../definition/registry.ts';
import { modelOfDefinition } from '../definition/resolve-model.ts';

/**
 * Deletes all items of the tables of all models, other items in them too, by their keys; the tables and their indexes
 * stay. A table that does not exist, or that these credentials may not read, has nothing to delete.
 * @returns the number of items that were deleted
 * @throws AutodyneError `InvalidUsage`, before any request, unless the connection of models is to this machine
 */
export async function resetTables(): Promise<number> {
  const client = configuredClient();
  if (!(await isLoopbackClient(client))) {
    throw new AutodyneError(
      'InvalidUsage',
      'resetTables deletes all items, and the connection of models is not to this machine; nothing was deleted',
      {
        suggestions: ['call startLocal() of autodyne/testing first'],
      },
    );
  }
  let deleted = 0;
  for (const tableName of tableNames()) deleted += await emptyTable(client, tableName);
  return deleted;
}

function tableNames(): Set<string> {
  const ofModels = allDefinitions().map((definition) => modelOfDefinition(definition).table.name);
  const shared = sharedTableName();
  return new Set(shared === undefined ? ofModels : [shared, ...ofModels]);
}

async function emptyTable(client: ReturnType<typeof configuredClient>, tableName: string): Promise<number> {
  const table = await tableIfReadable(client, tableName);
  if (table === undefined) return 0;
  const schema = { ...tableSchema(table), tableName };
  const found = matchingKeys(client, schema, [], () => undefined);
  const keys = await collectKeys(found, schema);
  try {
    const { written } = await deleteKeys(client, schema, keys.keys(), {});
    return written;
  } finally {
    await keys.close();
  }
}

async function tableIfReadable(client: ReturnType<typeof configuredClient>, tableName: string) {
  try {
    return await tableIfThere(client, tableName);
  } catch (error) {
    // The local table's user may use that one only: a model with a table of its own has nothing there.
    if (isAutodyneError(error, 'AccessDenied') && tableName !== sharedTableName()) return undefined;
    throw error;
  }
}
