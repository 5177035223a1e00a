import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { callOperation } from '../client/call-operation.ts';
import { type ClientOptions, endpointUrlOf } from '../client/client-options.ts';
import type { ServiceClient } from '../client/client-sender.ts';
import { RawSender } from '../client/raw-sender.ts';
import type { TraceEvent } from '../client/trace.ts';
import { isAutodyneError } from '../errors/autodyne-error.ts';
import { type KeyType, keyAttributesOf, tableSchema } from '../items/keys/key-schema.ts';
import { describeTable } from '../items/read/describe-table.ts';
import { type Item, newItem } from '../items/values/attribute-value.ts';
import { type SettingsCheck, settingsFrom } from '../settings/check-settings.ts';
import { type ResolvedSettings, settingOf } from '../settings/resolve-settings.ts';
import { fileOfSecrets, trackedFileText } from '../settings/secrets-file.ts';
import type { Settings } from '../settings/settings.ts';
import { asAutodyneError, CHECK_NAMES, type Check, failed, failedBy, ok, skipped } from './check.ts';
import { clockCheck, itemCountCheck, keySchemaCheck, latencyCheck, statusCheck } from './table-checks.ts';
import { proxyCheck, updateTableCheck } from './update-table-checks.ts';

export interface ExamineOptions extends SettingsCheck {
  client: ClientOptions;
  /** `undefined` where it is not known, such as without git. */
  isTracked?(path: string): boolean | undefined;
}

/**
 * Tests the settings, one check after the other, each yielded as soon as it is made; a check that depends on a failed
 * one is skipped. It reads three items that do not exist (1.5 read units), and changes nothing.
 */
export async function* examine(resolved: ResolvedSettings, options: ExamineOptions): AsyncGenerator<Check> {
  const done = new Set<string>();
  for await (const check of firstChecks(resolved, options)) {
    done.add(check.name);
    yield check;
  }
  for (const name of CHECK_NAMES) if (!done.has(name)) yield skipped(name, 'depends on a check that failed');
}

async function* firstChecks(resolved: ResolvedSettings, options: ExamineOptions): AsyncGenerator<Check> {
  let settings: Settings;
  try {
    settings = settingsFrom(resolved, options);
  } catch (error) {
    yield failedBy('settings', error);
    return;
  }
  yield settingsCheck(resolved, options);
  const clock = new ClockReader();
  const client = new RawSender(settings, { ...options.client, onTrace: clock.listener(options.client) });
  try {
    const table = yield* clientChecks(client, settings, clock);
    if (table === undefined) return;
    yield* tableChecks(client, table);
    const isDefault = settingOf(resolved, 'proxyUrl')?.source === 'default';
    yield await proxyCheck(settings, isDefault, options.client);
    yield await updateTableCheck(settings, client);
  } finally {
    client.close();
  }
}

/** For settings that are all present. Keys in a repository are known to everyone who has a copy of it. */
function settingsCheck(resolved: ResolvedSettings, { isTracked }: ExamineOptions): Check {
  const file = fileOfSecrets(resolved);
  if (file === undefined || isTracked?.(file) !== true) {
    return ok('settings', `complete (prefix ${resolved.prefix})`);
  }
  const { problem, fix } = trackedFileText(file);
  return failed('settings', problem, [fix, 'replace the keys if that repository was ever shared']);
}

/** The checks of network, keys and clock, by one DescribeTable; returns the table, if it may be described. */
async function* clientChecks(
  client: ServiceClient,
  settings: Settings,
  clock: ClockReader,
): AsyncGenerator<Check, TableDescription | undefined> {
  const response = await describeTable(client, settings.tableName).catch(asAutodyneError);
  const error = isAutodyneError(response) ? response : undefined;
  if (error?.code === 'Unreachable' || error?.code === 'Throttled') {
    yield failedBy('endpoint', error);
    return undefined;
  }
  yield ok('endpoint', `${endpointUrlOf(settings)} responds`);
  const isRefused = error?.code === 'CredentialsRefused';
  yield isRefused ? failedBy('credentials', error) : ok('credentials', 'accepted');
  yield clockCheck(clock.skewMs);
  if (!isAutodyneError(response)) return response;
  if (!isRefused) yield failedBy('table', response);
  return undefined;
}

async function* tableChecks(client: ServiceClient, table: TableDescription): AsyncGenerator<Check> {
  yield statusCheck(table);
  yield keySchemaCheck(table);
  yield await readCheck(client, table);
  yield itemCountCheck(table);
}

/** Measures some reads of an item that does not exist. */
async function readCheck(client: ServiceClient, table: TableDescription): Promise<Check> {
  const durationsMs: number[] = [];
  const TableName = table.TableName ?? '';
  try {
    for (let read = 0; read < 3; read += 1) {
      const input = { TableName, Key: unlikelyKey(table) };
      const startedAt = performance.now();
      await callOperation(client, 'GetItem', input);
      durationsMs.push(performance.now() - startedAt);
    }
  } catch (error) {
    return failedBy('latency', error);
  }
  return latencyCheck(durationsMs);
}

/** The key of an item that hardly exists. */
function unlikelyKey(table: TableDescription): Item {
  const values: Record<KeyType, () => Item[string]> = {
    S: () => ({ S: `autodyne-doctor-${randomUUID()}` }),
    N: () => ({ N: `-${randomInt(2 ** 47)}` }),
    B: () => ({ B: randomBytes(16) }),
  };
  const key = newItem();
  for (const { name, type } of keyAttributesOf(tableSchema(table).key)) key[name] = values[type]();
  return key;
}

/** Reads the service's clock from its first response. */
class ClockReader {
  /** Milliseconds by which this machine's clock is ahead of the service's, once a response has shown its time. */
  skewMs: number | undefined;

  listener({ onTrace }: ClientOptions): (event: TraceEvent) => void {
    return (event) => {
      onTrace?.(event);
      if (event.serverTimeMs === undefined || this.skewMs !== undefined) return;
      // The response was written about half way between the request and now, and its time is in whole seconds.
      this.skewMs = Date.now() - event.durationMs / 2 - (event.serverTimeMs + 500);
    };
  }
}
