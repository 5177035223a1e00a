import { callOperation } from '../../client/call-operation.ts';
import { isLoopbackClient } from '../../client/loopback-client.ts';
import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { type TableWait, waitForActiveTable } from '../../items/read/describe-table.ts';
import { createTable } from '../../tables/create-table.ts';
import { createTableRequest, describedDesign } from '../../tables/create-table-request.ts';
import { deleteTable } from '../../tables/delete-table.ts';
import { log } from '../config/configure.ts';
import type { Model } from '../definition/model.ts';
import type { CreateTableOptions } from '../types/static-types.ts';
import { type ReadyTable, readyTable } from './ready-table.ts';

/**
 * Makes the model's table, with its indexes, and switches its time to live on; whether it was not there before. A table
 * that is there is never changed.
 * @throws AutodyneError `InvalidModel` for the one table, `AccessDenied` saying what to do instead, or as the service fails
 */
export async function createModelTable(model: Model, { sync }: CreateTableOptions = {}): Promise<boolean> {
  refuseSharedTable(model, 'createTable');
  const { client, tableName } = await readyTable(model);
  // Its time to live cannot be switched on before the table is ACTIVE.
  const isAwaited = sync ?? (model.indexes.length > 0 || model.expires !== undefined);
  const wait = tableWait(model);
  const request = modelTableRequest(model, tableName);
  try {
    if (isAwaited) await createTable(client, request, wait);
    else await callOperation(client, 'CreateTable', request);
  } catch (error) {
    if (!isAutodyneError(error, 'AlreadyExists')) throw explainDenied(error, model, 'made');
    if (isAwaited) await waitForActiveTable(client, tableName, wait);
    return false;
  }
  if (isAwaited && model.expires !== undefined) {
    await callOperation(client, 'UpdateTimeToLive', {
      TableName: tableName,
      TimeToLiveSpecification: { AttributeName: model.expires.field.attribute, Enabled: true },
    });
  }
  log('info', `made table "${tableName}" for ${model.name}`);
  return true;
}

/** Deletes the model's table, with all its items. @throws AutodyneError as {@link createModelTable}, `TableNotFound` */
export async function deleteModelTable(model: Model): Promise<void> {
  refuseSharedTable(model, 'deleteTable');
  const { client, tableName } = await readyTable(model);
  try {
    await deleteTable(client, tableName);
  } catch (error) {
    throw explainDenied(error, model, 'deleted');
  }
}

/** Whether a save may make the table that it does not find: as settings say, else where it is one of this machine. */
export async function mayCreateTable(model: Model, { client }: ReadyTable): Promise<boolean> {
  if (model.table.isShared || model.definition.family.table.arn !== undefined) return false;
  return model.settings.createTableOnSave ?? (await isLoopbackClient(client));
}

/** CreateTable of a model with a table of its own. */
export function modelTableRequest(model: Model, tableName: string) {
  const { table } = model.definition.family;
  const { capacityMode, readCapacity, writeCapacity } = model.settings;
  const isProvisioned = (table.capacityMode ?? capacityMode) === 'provisioned';
  const design = describedDesign({
    ...model.table.schema,
    throughput: isProvisioned
      ? {
          readUnits: table.readCapacity ?? readCapacity,
          writeUnits: table.writeCapacity ?? writeCapacity,
        }
      : undefined,
  });
  const request = createTableRequest(design, tableName, { withGlobalIndexes: true });
  return isProvisioned ? withIndexCapacities(model, request) : request;
}

type TableRequest = ReturnType<typeof createTableRequest>;

/** An index may declare a throughput of its own. */
function withIndexCapacities(model: Model, request: TableRequest): TableRequest {
  const { readCapacity, writeCapacity } = model.settings;
  if (request.GlobalSecondaryIndexes === undefined) return request;
  return {
    ...request,
    GlobalSecondaryIndexes: request.GlobalSecondaryIndexes.map((index) => {
      const spec = declaredIndex(model, index.IndexName ?? '');
      return {
        ...index,
        ProvisionedThroughput: {
          ReadCapacityUnits: spec?.readCapacity ?? readCapacity,
          WriteCapacityUnits: spec?.writeCapacity ?? writeCapacity,
        },
      };
    }),
  };
}

/** What was declared of an index; of two with the same keys, the later one. */
function declaredIndex({ indexes, definition }: Model, name: string) {
  const keys = indexes.find(({ schema }) => schema.name === name)?.keyFields.map((field) => field?.name);
  return definition.family.globalIndexes.findLast(
    ({ partitionKey, sortKey }) => partitionKey === keys?.[0] && sortKey === keys?.[1],
  );
}

function tableWait({ settings: { syncRetryMaxTimes, syncRetryWaitSeconds } }: Model): TableWait {
  const intervalMs = syncRetryWaitSeconds * 1000;
  return { intervalMs, timeoutMs: intervalMs * syncRetryMaxTimes };
}

/** The table that models share is the add-on's. @throws AutodyneError `InvalidModel` */
function refuseSharedTable({ name, table }: Model, method: 'createTable' | 'deleteTable'): void {
  if (!table.isShared) return;
  const done = method === 'createTable' ? 'made' : 'deleted';
  throw new AutodyneError(
    'InvalidModel',
    `${name}.${method}: ${name} lives in table "${table.name}", which models share and which is not ${done} by one of them`,
    {
      suggestions:
        method === 'createTable'
          ? [
              'the command line creates the indexes of all models of the table together',
              'for a table of its own: table: { name: … }',
            ]
          : [`to delete the records of ${name} alone: ${name}.deleteAll()`],
      details: { model: name },
    },
  );
}

/** The error for the add-on's user, who may neither make tables nor delete them. */
function explainDenied(error: unknown, { name, table }: Model, done: 'made' | 'deleted'): unknown {
  if (!isAutodyneError(error, 'AccessDenied')) return error;
  const instead =
    done === 'made'
      ? [
          `to keep ${name} in the table of AUTODYNE_TABLE_NAME, beside other models: leave table.name out`,
          'or have somebody make the table whose credentials may',
        ]
      : [`to delete its records: ${name}.deleteAll()`, 'or have somebody delete it whose credentials may'];
  return new AutodyneError(
    'AccessDenied',
    `table "${table.name}" of ${name} cannot be ${done} with these credentials: ${error.message}`,
    { cause: error, suggestions: instead, details: error.details },
  );
}
