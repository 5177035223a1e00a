import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ConnectionAgent } from './agents.ts';
import type { ClientOptions, ClientSettings } from './client-options.ts';

/** What a client was made from: whatever else sends beside it does so with the same settings, over the same connections. */
export interface ClientOrigin {
  settings: ClientSettings;
  options: ClientOptions;
  agent: ConnectionAgent;
}

const origins = new WeakMap<DynamoDBClient, ClientOrigin>();

export function rememberOrigin(client: DynamoDBClient, origin: ClientOrigin): void {
  origins.set(client, origin);
}

/** @throws TypeError for a client that `createSdkClient` did not make */
export function originOf(client: DynamoDBClient): ClientOrigin {
  const origin = origins.get(client);
  if (origin === undefined) throw new TypeError('this client was not made by createClient');
  return origin;
}
