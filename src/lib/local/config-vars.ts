import { DEFAULT_PREFIX } from '../settings/settings.ts';

/** The facts that a client needs to work with a twin. */
export interface TwinFacts {
  tableName: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  endpointUrl: string;
  proxyUrl: string;
  /** Request units of the plan in a calendar month, where there is one. */
  planUnits?: number | undefined;
}

/** The config vars that the add-on sets, and the twin's URLs; under another prefix for another add-on. */
export function configVars(twin: TwinFacts, prefix: string = DEFAULT_PREFIX): Record<string, string> {
  return {
    [`${prefix}_AWS_ACCESS_KEY_ID`]: twin.accessKeyId,
    [`${prefix}_AWS_SECRET_ACCESS_KEY`]: twin.secretAccessKey,
    [`${prefix}_AWS_DEFAULT_REGION`]: twin.region,
    [`${prefix}_TABLE_NAME`]: twin.tableName,
    [`${prefix}_ENDPOINT_URL`]: twin.endpointUrl,
    [`${prefix}_PROXY_URL`]: twin.proxyUrl,
    ...(twin.planUnits === undefined ? {} : { [`${prefix}_PLAN_UNITS`]: String(twin.planUnits) }),
  };
}

/** Variables that would override ours in an AWS client, or send it elsewhere. */
const MISLEADING = [
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  'AWS_USE_DUALSTACK_ENDPOINT',
  'AWS_USE_FIPS_ENDPOINT',
  'AWS_ACCOUNT_ID',
];

/**
 * The environment of a command that works with the twin: `environment` with the config vars and what every AWS client
 * reads, without variables that would mislead one. The loopback address is added to the exceptions of an HTTP proxy.
 */
export function twinEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  twin: TwinFacts,
  prefix: string = DEFAULT_PREFIX,
): Record<string, string | undefined> {
  const misleading = [...MISLEADING, `${prefix}_AWS_SESSION_TOKEN`];
  const noProxy = [environment['NO_PROXY'] ?? environment['no_proxy'], '127.0.0.1'].filter(Boolean).join(',');
  const kept = Object.entries(environment).filter(([name]) => !misleading.includes(name));
  return {
    ...Object.fromEntries(kept),
    ...configVars(twin, prefix),
    AWS_ACCESS_KEY_ID: twin.accessKeyId,
    AWS_SECRET_ACCESS_KEY: twin.secretAccessKey,
    AWS_DEFAULT_REGION: twin.region,
    AWS_REGION: twin.region,
    AWS_ENDPOINT_URL_DYNAMODB: twin.endpointUrl,
    NO_PROXY: noProxy,
    no_proxy: noProxy,
  };
}
