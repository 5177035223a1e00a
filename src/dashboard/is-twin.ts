import type { SignedCallOptions } from '../lib/proxy-client/signed-call.ts';
import { isLoopback } from '../lib/settings/loopback.ts';
import type { Settings } from '../lib/settings/settings.ts';
import { readRouteUsage } from '../lib/usage/remote/route-usage.ts';

const LOOK_BACK_SECONDS = 3600;

/**
 * Whether the table is a local twin's, where nothing of value is lost: its usage route, on the same port of this machine as the
 * table itself, is the twin's meter. Anything else, silence included, is taken for a table that matters.
 */
export async function isTwinTable(settings: Settings, options: SignedCallOptions): Promise<boolean> {
  const { endpointUrl, proxyUrl } = settings;
  if (endpointUrl === undefined || !URL.canParse(proxyUrl)) return false;
  const [table, proxy] = [new URL(endpointUrl), new URL(proxyUrl)];
  if (!isLoopback(table) || !isLoopback(proxy) || table.port !== proxy.port) return false;
  const now = Math.floor(Date.now() / 1000);
  const query = { since: now - LOOK_BACK_SECONDS, until: now, periodSeconds: undefined };
  try {
    return (await readRouteUsage(settings, query, options)).Source === 'meter';
  } catch {
    return false;
  }
}
