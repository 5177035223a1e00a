import { endpointUrlOf } from '../../lib/client/client-options.ts';
import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import { isAwsUrl } from '../../lib/settings/aws-url.ts';
import { DEFAULT_PROXY_URL, type Settings } from '../../lib/settings/settings.ts';
import { readLedger } from '../../lib/usage/own/ledger.ts';
import { readOwnMetrics } from '../../lib/usage/remote/own-metrics.ts';
import { readRouteUsage } from '../../lib/usage/remote/route-usage.ts';
import type { UsageReader, UsageSourceName } from '../../lib/usage/usage-sources.ts';
import type { CommandContext } from '../command/base-command.ts';
import { stateFolder } from '../system/state-folder.ts';

/**
 * The sources of a table's usage, best first; only the requested one if `source` is set.
 * @param now epoch seconds
 * @throws AutodyneError `InvalidUsage` for `logs` without a file of them
 */
export function usageReaders(
  { client, settings, clientOptions }: CommandContext,
  source: UsageSourceName | undefined,
  now: number,
): UsageReader[] {
  const { endpointUrl, region, tableName } = settings;
  const folder = stateFolder();
  const readers: UsageReader[] = [
    {
      name: 'route',
      notAsked: routeNotAsked(settings),
      read: (query) => readRouteUsage(settings, query, clientOptions),
    },
    {
      name: 'cloudwatch',
      notAsked:
        settings.cloudwatchUrl === undefined && isElsewhere(endpointUrl)
          ? `the table is at ${endpointUrl}, which has no metrics in CloudWatch`
          : undefined,
      read: (query) => readOwnMetrics(client, settings, query, now, clientOptions),
    },
    {
      name: 'ledger',
      notAsked: folder === undefined ? 'HOME is not an absolute path: set XDG_STATE_HOME' : undefined,
      read: async (query) =>
        readLedger(
          { stateFolder: folder ?? '', endpointUrl: endpointUrlOf(settings), region, tableName },
          query,
          now,
        ),
    },
  ];
  if (source === undefined) return readers;
  const wanted = readers.filter(({ name }) => name === source);
  if (wanted.length > 0) return wanted;
  throw new AutodyneError('InvalidUsage', '--source logs requires --from, with the log of an app', {
    suggestions: ['for example: heroku logs | autodyne usage --from -'],
  });
}

function routeNotAsked({ proxyUrl, endpointUrl }: Settings): string | undefined {
  if (proxyUrl === 'direct') return 'AUTODYNE_PROXY_URL is direct';
  if (proxyUrl !== DEFAULT_PROXY_URL || !isElsewhere(endpointUrl)) return undefined;
  return `the table is at ${endpointUrl}, which ${DEFAULT_PROXY_URL} does not manage`;
}

function isElsewhere(endpointUrl: string | undefined): boolean {
  return endpointUrl !== undefined && !isAwsUrl(endpointUrl);
}
