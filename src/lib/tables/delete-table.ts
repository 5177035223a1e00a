import { type CallOptions, callOperation } from '../client/call-operation.ts';
import type { ServiceClient } from '../client/client-sender.ts';

/**
 * Asks for a table to be deleted, with all its items; it is gone a little later.
 * @throws AutodyneError `AccessDenied` where the credentials may not delete tables, `TableNotFound`, or as the service
 *   fails
 */
export async function deleteTable(
  client: ServiceClient,
  tableName: string,
  options: CallOptions = {},
): Promise<void> {
  await callOperation(client, 'DeleteTable', { TableName: tableName }, options);
}
