import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { countOf } from '../errors/count-text.ts';
import { durationText } from '../errors/duration-text.ts';
import { keyAttributesOf, tableSchema } from '../items/keys/key-schema.ts';
import { type Check, failed, ok, skipped } from './check.ts';

/** A request whose signature is more than five minutes from AWS's clock is refused. */
const MAX_SKEW_MS = 300_000;
/** Slower reads of one item than this make every command slow. */
const SLOW_READ_MS = 1_000;

/**
 * The machine's clock compared with the service's; `skewMs` is how far the machine is ahead, if the service's time is
 * known.
 */
export function clockCheck(skewMs: number | undefined): Check {
  if (skewMs === undefined) return skipped('clock', 'the server does not report its time');
  // The server's time is in whole seconds, and the response took some time.
  if (Math.abs(skewMs) < 5_000) return ok('clock', 'correct');
  const off = `${durationText(Math.abs(skewMs) / 1000)} ${skewMs > 0 ? 'ahead' : 'behind'}`;
  return Math.abs(skewMs) < MAX_SKEW_MS
    ? ok('clock', `${off}, which is within the limit`)
    : failed('clock', `${off}: AWS and the proxy refuse the first requests`, [
        'correct the clock of this machine, and keep it synchronized (NTP)',
      ]);
}

export function statusCheck(table: TableDescription): Check {
  const status = table.TableStatus ?? 'unknown';
  const text = `"${table.TableName}" is ${status}`;
  // While an index is made or dropped, items can be read and written.
  return ['ACTIVE', 'UPDATING'].includes(status)
    ? ok('table', text)
    : failed('table', text, ['wait until it is ACTIVE: autodyne describe']);
}

export function keySchemaCheck(table: TableDescription): Check {
  const keys = keyAttributesOf(tableSchema(table).key);
  const roles = ['partition key', 'sort key'];
  return ok('key schema', keys.map(({ name, type }, at) => `${roles[at]} ${name} (${type})`).join(', '));
}

export function itemCountCheck({ ItemCount = 0, TableSizeBytes = 0 }: TableDescription): Check {
  return ok(
    'item count',
    `${countOf(ItemCount, 'item')}, ${countOf(TableSizeBytes, 'byte')}, updated about every 6 hours`,
  );
}

export function latencyCheck(durationsMs: readonly number[]): Check {
  const sorted = [...durationsMs].sort((a, b) => a - b);
  const medianMs = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const text = `${medianMs < 10 ? medianMs.toFixed(1) : medianMs.toFixed(0)} ms to read an item`;
  return medianMs < SLOW_READ_MS
    ? ok('latency', text)
    : failed('latency', text, ['check the network, HTTPS_PROXY, and the distance to the region']);
}
