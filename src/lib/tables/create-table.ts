import type { CreateTableCommandInput, TableDescription } from '@aws-sdk/client-dynamodb';
import { type CallOptions, callOperation } from '../client/call-operation.ts';
import type { ServiceClient } from '../client/client-sender.ts';
import { type TableWait, waitForActiveTable } from '../items/read/describe-table.ts';

/**
 * Makes a table, and resolves with its description once it is ACTIVE, and so are the indexes made with it.
 * @throws AutodyneError `AccessDenied` where the credentials may not make tables, `Incomplete` when it is not ACTIVE in
 *   time, or as the service fails; where `signal` is raised, an `AbortError`.
 */
export async function createTable(
  client: ServiceClient,
  request: CreateTableCommandInput & { TableName: string },
  wait: TableWait,
  options: CallOptions = {},
): Promise<TableDescription> {
  await callOperation(client, 'CreateTable', request, options);
  return waitForActiveTable(client, request.TableName, wait, options);
}
