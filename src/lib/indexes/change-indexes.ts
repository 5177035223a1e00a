import type { TableDescription, UpdateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { callOperation } from '../client/call-operation.ts';
import type { ClientOptions } from '../client/client-options.ts';
import type { ServiceClient } from '../client/client-sender.ts';
import { isAutodyneError } from '../errors/autodyne-error.ts';
import { describeTable } from '../items/read/describe-table.ts';
import { type ProxySettings, updateTableThroughProxy } from '../proxy-client/execute-api.ts';
import type { SignedCallOptions } from '../proxy-client/signed-call.ts';
import { abortableDelay } from '../threads/abortable-delay.ts';
import { planIndexChanges } from './index-plan.ts';
import { changedIndex, type IndexChange, indexChangeRequest } from './index-request.ts';
import {
  busyTooLong,
  type WatchOptions,
  waitForActiveIndex,
  waitForDeletedIndex,
  waitForIdleTable,
} from './watch-index.ts';

export interface ChangeIndexesOptions extends WatchOptions {
  /** Retries and network of the calls to the proxy. */
  proxy?: ClientOptions | undefined;
  /** Wait for the last change too; earlier ones are always waited for, since DynamoDB makes one at a time. */
  isLastAwaited: boolean;
  /** The time to wait for another change that is running; half an hour by default. */
  busyDeadlineMs?: number | undefined;
  onChange?: ((event: ChangeEvent) => void) | undefined;
}

/** An event of one of the changes, to be shown. */
export interface ChangeEvent {
  change: IndexChange;
  what: 'already' | 'sent' | 'done' | 'table busy';
}

const BUSY_DEADLINE_MS = 30 * 60_000;

/**
 * Makes changes one after the other and waits for each. A change that is made already is skipped, so that after an
 * interruption the same call continues. Where another change of the table is running, its end is awaited.
 * @returns the table as it was described last
 * @throws AutodyneError `AlreadyExists`, `ProxyRefused`, `Interrupted`, `Throttled` …; the changes before it stay made
 */
export async function changeIndexes(
  client: ServiceClient,
  settings: ProxySettings,
  changes: readonly IndexChange[],
  options: ChangeIndexesOptions,
): Promise<TableDescription> {
  const { tableName } = settings;
  let table = await describeTable(client, tableName);
  // All of them are checked first, so that nothing is begun that could not be finished.
  planIndexChanges(changes, table);
  for (const [at, change] of changes.entries()) {
    const [planned] = planIndexChanges(changes.slice(at), table);
    const isMade = planned?.isMade ?? false;
    if (isMade) options.onChange?.({ change, what: 'already' });
    else await sendWhenIdle(client, settings, change, options);
    const isAwaited = at < changes.length - 1 || options.isLastAwaited;
    table = isAwaited
      ? await waitForChange(client, tableName, change, isMade, options)
      : await describeTable(client, tableName);
    if (isAwaited && !isMade) options.onChange?.({ change, what: 'done' });
  }
  return table;
}

async function waitForChange(
  client: ServiceClient,
  tableName: string,
  change: IndexChange,
  isMade: boolean,
  options: ChangeIndexesOptions,
): Promise<TableDescription> {
  const index = { tableName, indexName: changedIndex(change), isNew: !isMade };
  if (change.kind === 'create') return waitForActiveIndex(client, index, options);
  return isMade ? describeTable(client, tableName) : waitForDeletedIndex(client, index, options);
}

async function sendWhenIdle(
  client: ServiceClient,
  settings: ProxySettings,
  change: IndexChange,
  options: ChangeIndexesOptions,
): Promise<void> {
  const deadlineMs = options.busyDeadlineMs ?? BUSY_DEADLINE_MS;
  const request = indexChangeRequest(change, settings.tableName);
  const startedAt = performance.now();
  for (let attempt = 1; ; attempt += 1) {
    try {
      await sendIndexChange(client, settings, request, { ...options.proxy, signal: options.signal });
      options.onChange?.({ change, what: 'sent' });
      return;
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (performance.now() - startedAt > deadlineMs) throw busyTooLong(settings.tableName, deadlineMs);
      if (attempt === 1) options.onChange?.({ change, what: 'table busy' });
      await abortableDelay(options.signal, options.intervalMs);
      const deleted = change.kind === 'delete' ? change.name : undefined;
      const table = await waitForIdleTable(client, settings.tableName, { ...options, deadlineMs, deleted });
      // A first response may have been lost: then the running change is this one.
      if (planIndexChanges([change], table)[0]?.isMade) return;
    }
  }
}

/** Sends one change: through the proxy, or to DynamoDB itself where the settings say `direct`. */
async function sendIndexChange(
  client: ServiceClient,
  settings: ProxySettings,
  request: UpdateTableCommandInput,
  proxy: SignedCallOptions = {},
): Promise<void> {
  if (settings.proxyUrl !== 'direct') {
    await updateTableThroughProxy(settings, request, proxy);
    return;
  }
  await callOperation(client, 'UpdateTable', request);
}

/**
 * Refusals because another change is running, which pass by themselves. A table that has all the indexes it may have is
 * not among them.
 */
function isBusy(error: unknown): boolean {
  if (!isAutodyneError(error)) return false;
  const awsError = error.details.awsError;
  if (awsError === 'ResourceInUseException') return true;
  return awsError === 'LimitExceededException' && /simultaneously/.test(error.message);
}
