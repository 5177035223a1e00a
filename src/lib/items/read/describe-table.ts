import { setTimeout as sleep } from 'node:timers/promises';
import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { type CallOptions, callOperation } from '../../client/call-operation.ts';
import type { ServiceClient } from '../../client/client-sender.ts';
import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { countOf } from '../../errors/count-text.ts';
import { WAYS } from '../../errors/ways.ts';
import { type TableSchema, tableSchema } from '../keys/key-schema.ts';

/**
 * The table's description; one request, no capacity. Its item count and size are refreshed by AWS only about every six
 * hours.
 * @throws AutodyneError `TableNotFound`, or as the service fails.
 */
export async function describeTable(
  client: ServiceClient,
  tableName: string,
  options: CallOptions = {},
): Promise<TableDescription> {
  const { Table } = await callOperation(client, 'DescribeTable', { TableName: tableName }, options);
  if (Table === undefined)
    throw new AutodyneError('Unexpected', `DescribeTable of "${tableName}" returned no table`);
  return Table;
}

/** The same; `undefined` when there is no such table. @throws AutodyneError as the service fails. */
export async function tableIfThere(
  client: ServiceClient,
  tableName: string,
  options: CallOptions = {},
): Promise<TableDescription | undefined> {
  try {
    return await describeTable(client, tableName, options);
  } catch (error) {
    if (isAutodyneError(error, 'TableNotFound')) return undefined;
    throw error;
  }
}

export interface TableWait {
  intervalMs: number;
  timeoutMs: number;
}

/**
 * Waits until a table that was made a moment ago can be used; one DescribeTable a look.
 * @throws AutodyneError `Incomplete` when it cannot by then, or as the service fails; where `signal` is raised, an
 *   `AbortError`.
 */
export async function waitForActiveTable(
  client: ServiceClient,
  tableName: string,
  { intervalMs, timeoutMs }: TableWait,
  options: CallOptions = {},
): Promise<TableDescription> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    // DescribeTable may be behind CreateTable.
    const table = await tableIfThere(client, tableName, options);
    if (table?.TableStatus === 'ACTIVE') return table;
    if (performance.now() > deadline) {
      const waited = countOf(Math.round(timeoutMs / 1000), 'second');
      throw new AutodyneError('Incomplete', `table "${tableName}" is not ACTIVE after ${waited}`, {
        suggestions: [WAYS.lookAgain],
      });
    }
    await sleep(intervalMs, undefined, options);
  }
}

/** A table's key and indexes; one request, no capacity. */
export async function loadTableSchema(client: ServiceClient, tableName: string): Promise<TableSchema> {
  return tableSchema(await describeTable(client, tableName));
}
