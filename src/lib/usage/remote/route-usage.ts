import { explainProxyFailure } from '../../proxy-client/proxy-response.ts';
import { callSigned, type SignedCallOptions } from '../../proxy-client/signed-call.ts';
import type { UnsignedPost } from '../../proxy-client/signed-post.ts';
import type { Settings } from '../../settings/settings.ts';
import { SourceUnavailable, whyUnavailable } from '../source-unavailable.ts';
import type { UsageQuery, UsageReport } from '../usage-report.ts';
import { readUsageReport } from '../usage-report-schema.ts';

/** The settings that reach the usage route. */
export type RouteSettings = Pick<
  Settings,
  'accessKeyId' | 'secretAccessKey' | 'sessionToken' | 'region' | 'proxyUrl' | 'tableName'
>;

/** `POST /usage` for a query, before it is signed; see `docs/usage-format.md`. */
export function usagePost(settings: RouteSettings, query: UsageQuery): UnsignedPost {
  const { since, until, periodSeconds } = query;
  return {
    url: usageUrl(settings.proxyUrl),
    service: 'execute-api',
    region: settings.region,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({
      TableName: settings.tableName,
      Since: since,
      Until: until,
      ...(periodSeconds === undefined ? {} : { PeriodSeconds: periodSeconds }),
    }),
  };
}

/** Beside the proxy: its URL with `usage` for the last segment of the path. */
export function usageUrl(proxyUrl: string): URL {
  const url = new URL(proxyUrl);
  url.pathname = url.pathname.replace(/[^/]*\/*$/, 'usage');
  return url;
}

/**
 * Asks the usage route for the table's usage.
 * @throws SourceUnavailable where there is no such route (403, 404), or no server responds; AutodyneError as it fails
 */
export async function readRouteUsage(
  settings: RouteSettings,
  query: UsageQuery,
  options: SignedCallOptions = {},
): Promise<UsageReport> {
  const post = usagePost(settings, query);
  const outcome = await callSigned('usage', post, settings, options);
  if ('value' in outcome) return readUsageReport(outcome.value, post.url.href);
  const why = whyUnavailable(outcome.error);
  const at = { proxyUrl: post.url.href, tableName: settings.tableName };
  const explained = explainProxyFailure(outcome.error, at, 'usage');
  throw why === undefined ? explained : new SourceUnavailable(`${post.url.href}: ${why}`, explained);
}
