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
    throw deniedTable(error, name, 'created');
  }
}

/** The error for the add-on's user, who may use one table only; any other error as it is. */
export function deniedTable(error: unknown, name: string, done: 'created' | 'described'): unknown {
  if (!isAutodyneError(error, 'AccessDenied')) return error;
  return new AutodyneError(
    'AccessDenied',
    `table "${name}" cannot be ${done} with these credentials: ${error.message}`,
    {
      cause: error,
      suggestions: [
        'to keep its models in the table of AUTODYNE_TABLE_NAME, beside others: leave table.name out',
        'or run this with credentials that may create tables',
      ],
      details: error.details,
    },
  );
}
