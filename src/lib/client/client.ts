import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { addShapeCheck } from '../wire/response-shape.ts';
import { createAgent } from './agents.ts';
import {
  type ClientOptions,
  type ClientSettings,
  CONNECTION_TIMEOUT_MS,
  endpointUrlOf,
  idleTimeoutMsOf,
} from './client-options.ts';
import { rememberOrigin } from './client-origin.ts';
import { ClientRequestHandler } from './client-request-handler.ts';
import { LosslessJsonProtocol } from './protocol.ts';
import { refuseWrites } from './read-only.ts';
import { DEFAULT_RETRY_POLICY, DeadlineRetryStrategy } from './retry-policy.ts';
import { addTrace } from './trace.ts';

/**
 * The one factory of DynamoDB clients: isolated (no `AWS_*` variable, profile or `~/.aws` changes anything),
 * connections kept alive, retries bounded in time (a minute by default), numbers and odd attribute
 * names intact.
 */
export function createSdkClient(settings: ClientSettings, options: ClientOptions = {}): DynamoDBClient {
  const retryPolicy = { ...DEFAULT_RETRY_POLICY, ...options.retry };
  const agent = createAgent(endpointUrlOf(settings), options);
  const config: DynamoDBClientConfig = {
    region: settings.region,
    endpoint: endpointUrlOf(settings),
    credentials: {
      accessKeyId: settings.accessKeyId,
      secretAccessKey: settings.secretAccessKey,
      ...(settings.sessionToken === undefined ? {} : { sessionToken: settings.sessionToken }),
    },
    protocol: LosslessJsonProtocol,
    requestHandler: new ClientRequestHandler(agent, {
      connectTimeoutMs: CONNECTION_TIMEOUT_MS,
      idleTimeoutMs: idleTimeoutMsOf(options, retryPolicy),
      totalTimeoutMs: retryPolicy.deadlineMs,
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
  addShapeCheck(client);
  if (options.onTrace) addTrace(client, options.onTrace);
  if (settings.isReadOnly) refuseWrites(client);
  rememberOrigin(client, { settings, options, agent });
  return client;
}
