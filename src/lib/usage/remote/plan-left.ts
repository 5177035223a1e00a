import type { SignedCallOptions } from '../../proxy-client/signed-call.ts';
import { DEFAULT_PROXY_URL, type Settings } from '../../settings/settings.ts';
import { usedSince } from '../forecast.ts';
import { monthOf } from '../month.ts';
import { readRouteUsage } from './route-usage.ts';

/** Short, since it is only an addition to other output. */
const DEADLINE_MS = 2_000;

/**
 * Request units of the plan that are left in this calendar month, by the usage route; `undefined` where there is none
 * (the add-on as it is today, `direct`), or where it does not respond at once.
 */
export async function planUnitsLeft(
  settings: Settings,
  options: Pick<SignedCallOptions, 'httpsProxyFor'> = {},
): Promise<number | undefined> {
  const { proxyUrl, planUnits } = settings;
  if (proxyUrl === 'direct' || proxyUrl === DEFAULT_PROXY_URL) return undefined;
  const now = Math.floor(Date.now() / 1000);
  const { start } = monthOf(now);
  const query = { since: start, until: now, periodSeconds: 3600 } as const;
  const retry = { deadlineMs: DEADLINE_MS, unreachableDeadlineMs: 0 };
  try {
    const report = await readRouteUsage(settings, query, {
      ...options,
      retry,
      requestTimeoutMs: DEADLINE_MS,
    });
    return Math.max(0, planUnits - usedSince(report, start));
  } catch {
    // Only a note in the last line depends on it, and the command's own work is done.
    return undefined;
  }
}
