import { callOperation } from '../../client/call-operation.ts';
import type { ServiceClient } from '../../client/client-sender.ts';
import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { createTable } from '../../tables/create-table.ts';
import type { PlannedTable } from './plan-tables.ts';

const TIMEOUT_MS = 120_000;

/**
 * Makes a table of a model's own, and switches its time to live on.
 * @throws AutodyneError `AccessDenied` for the add-on's user, who may make none, saying what to do instead
 */
export async function createPlannedTable(
  client: ServiceClient,
  { name, request, expiresAttribute }: PlannedTable,
  intervalMs: number,
): Promise<void> {
  if (request === null) return;
  try {
    await createTable(client, request, { intervalMs, timeoutMs: TIMEOUT_MS });
    if (expiresAttribute === null) return;
    await callOperation(client, 'UpdateTimeToLive', {
      TableName: name,
      TimeToLiveSpecification: { AttributeName: expiresAttribute, Enabled: true },
    });
  } catch (error) {
    if (!isAutodyneError(error, 'AccessDenied')) throw error;
    throw new AutodyneError(
      'AccessDenied',
      `table "${name}" cannot be created with these credentials: ${error.message}`,
      {
        cause: error,
        suggestions: [
          'to keep its models in the table of AUTODYNE_TABLE_NAME, beside others: leave table.name out',
          'or have somebody create the table whose credentials may',
        ],
        details: error.details,
      },
    );
  }
}
