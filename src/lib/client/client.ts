import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Settings } from '../settings/settings.ts';
import { addBodyCheck } from './answer-body.ts';
import { LosslessJsonProtocol } from './protocol.ts';
import { refuseWrites } from './read-only.ts';
import {
  DEFAULT_RETRY_POLICY,
  DeadlineRetryStrategy,
  type RetryListener,
  type RetryPolicy,
} from './retry-policy.ts';
import { addTrace, type TraceListener } from './trace.ts';
import { TunnelAgent } from './tunnel-agent.ts';

/** The settings a client is made from. */
export type ClientSettings = Pick<
  Settings,
  'accessKeyId' | 'secretAccessKey' | 'sessionToken' | 'region' | 'endpointUrl'
> &
  // Whoever makes a client for the engine behind the settings has no read-only mode.
  Partial<Pick<Settings, 'isReadOnly'>>;

export interface ClientOptions {
  retry?: Partial<RetryPolicy>;
  /**
   * A request whose answer does not begin for this long, or then pauses for this long, is given up and retried; 30
   * seconds unless told.
   */
  requestTimeoutMs?: number;
  /** Connections kept open to the endpoint; 64 unless told. */
  maxSockets?: number;
  /** The HTTP proxy (`HTTPS_PROXY`) to tunnel through to a URL, if any. */
  httpsProxyFor?: (url: string) => string | undefined;
  onRetry?: RetryListener;
  /** Told of each request with its timing and id, for `--debug`; never given a secret. */
  onTrace?: TraceListener;
}

/** A connection that takes longer to be made will hardly ever be. */
export const CONNECTION_TIMEOUT_MS = 3_000;

export const DEFAULT_REQUEST_TIMEOUT_MS = 30_000;

/** AWS's own endpoint for DynamoDB in a region. */
export function awsEndpointUrl(region: string): string {
  return `https://dynamodb.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

/** Where a client made from these settings sends its requests. */
export function endpointUrlOf(settings: Pick<ClientSettings, 'endpointUrl' | 'region'>): string {
  return settings.endpointUrl ?? awsEndpointUrl(settings.region);
}

/** Keep-alive agents for requests to `url`: the connection pool that they share. */
export function createAgents(
  url: string,
  options: Pick<ClientOptions, 'maxSockets' | 'httpsProxyFor'>,
): { httpAgent: HttpAgent; httpsAgent: HttpsAgent } {
  const agentOptions = { keepAlive: true, maxSockets: options.maxSockets ?? 64 };
  const httpsProxyUrl = options.httpsProxyFor?.(url);
  return {
    httpAgent: new HttpAgent(agentOptions),
    httpsAgent:
      httpsProxyUrl === undefined
        ? new HttpsAgent(agentOptions)
        : (new TunnelAgent(httpsProxyUrl, agentOptions) as unknown as HttpsAgent),
  };
}

/**
 * The one factory of DynamoDB clients: isolated (no `AWS_*` variable, profile or `~/.aws` changes anything),
 * connections kept alive, retries bounded in time (a minute unless told otherwise), numbers and odd attribute
 * names intact.
 */
export function createClient(settings: ClientSettings, options: ClientOptions = {}): DynamoDBClient {
  const retryPolicy = { ...DEFAULT_RETRY_POLICY, ...options.retry };
  // A request that outlasts the whole deadline would make it meaningless.
  const requestTimeoutMs = Math.min(
    options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
    retryPolicy.deadlineMs,
  );
  const config: DynamoDBClientConfig = {
    region: settings.region,
    endpoint: endpointUrlOf(settings),
    credentials: {
      accessKeyId: settings.accessKeyId,
      secretAccessKey: settings.secretAccessKey,
      ...(settings.sessionToken === undefined ? {} : { sessionToken: settings.sessionToken }),
    },
    protocol: LosslessJsonProtocol,
    requestHandler: new NodeHttpHandler({
      ...createAgents(endpointUrlOf(settings), options),
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: requestTimeoutMs,
      // Without it the handler only warns, and a silent server holds the command for ever.
      throwOnRequestTimeout: true,
    }),
    retryStrategy: new DeadlineRetryStrategy(retryPolicy, options.onRetry),
    // Each of these is looked for in AWS_* variables and ~/.aws unless it is given.
    maxAttempts: Number.MAX_SAFE_INTEGER,
    retryMode: 'standard',
    defaultsMode: 'standard',
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    accountIdEndpointMode: 'disabled',
    endpointDiscoveryEnabled: false,
    authSchemePreference: [],
    disableClockSkewCorrection: false,
    userAgentAppId: async () => undefined,
  };
  const client = new DynamoDBClient(config);
  addBodyCheck(client, { idleTimeoutMs: requestTimeoutMs });
  if (options.onTrace) addTrace(client, options.onTrace);
  if (settings.isReadOnly) refuseWrites(client);
  return client;
}
