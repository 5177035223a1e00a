import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { addBodyCheck } from './answer-body.ts';
import {
  type ClientOptions,
  type ClientSettings,
  CONNECTION_TIMEOUT_MS,
  DEFAULT_REQUEST_TIMEOUT_MS,
  endpointUrlOf,
  MAX_SOCKETS,
} from './client-options.ts';
import { attachSender } from './client-sender.ts';
import { LosslessJsonProtocol } from './protocol.ts';
import { RawSender } from './raw-sender.ts';
import { refuseWrites } from './read-only.ts';
import { DEFAULT_RETRY_POLICY, DeadlineRetryStrategy } from './retry-policy.ts';
import { addTrace } from './trace.ts';
import { TunnelAgent } from './tunnel-agent.ts';

/** Keep-alive agents for requests to `url`: the connection pool that they share. */
export function createAgents(
  url: string,
  options: Pick<ClientOptions, 'maxSockets' | 'httpsProxyFor'>,
): { httpAgent: HttpAgent; httpsAgent: HttpsAgent } {
  const agentOptions = { keepAlive: true, maxSockets: options.maxSockets ?? MAX_SOCKETS };
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
  attachSender(client, new RawSender(settings, { maxSockets: MAX_SOCKETS, ...options }));
  return client;
}
