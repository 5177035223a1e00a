import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ConnectionAgent } from './agents.ts';
import type { ClientOptions, ClientSettings } from './client-options.ts';

/** The parts of a client that another sender needs to use the same settings and the same connections. */
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
