import { AutodyneError } from '../errors/autodyne-error.ts';
import { isAwsUrl } from '../settings/aws-url.ts';
import { DEFAULT_PROXY_URL, type Settings } from '../settings/settings.ts';

/**
 * Checks that table and proxy belong together: where the table is read from another server, and changes would go to the
 * add-on's proxy in AWS, one table would be checked and another one changed.
 * @throws AutodyneError `InvalidSettings`
 */
export function assertProxyFits(settings: Pick<Settings, 'endpointUrl' | 'proxyUrl'>): void {
  const { endpointUrl, proxyUrl } = settings;
  if (endpointUrl === undefined || proxyUrl !== DEFAULT_PROXY_URL || isAwsUrl(endpointUrl)) return;
  throw new AutodyneError(
    'InvalidSettings',
    `the table is at ${endpointUrl}, but index changes would go to ${proxyUrl}, which does not manage it`,
    {
      suggestions: [
        'set AUTODYNE_PROXY_URL to the proxy of that server, as printed by autodyne local',
        'or, if your credentials can call UpdateTable, set it to "direct"',
      ],
    },
  );
}
