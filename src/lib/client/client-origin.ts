import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ConnectionAgent } from './agents.ts';
import type { ClientOptions, ClientSettings } from './client-options.ts';

/** The parts of a client that another sender needs to use the same settings and the same connections. */
export interface ClientOrigin {
  client: DynamoDBClient;
  settings: ClientSettings;
  options: ClientOptions;
  agent: ConnectionAgent;
  /** Someone added to what the client does with each request: then all must go through it. */
  hasMiddleware: boolean;
}

const origins = new WeakMap<object, ClientOrigin>();

/** Called once the client is complete: what is added to it from now on is somebody else's. */
export function rememberOrigin(
  client: DynamoDBClient,
  made: Pick<ClientOrigin, 'settings' | 'options' | 'agent'>,
): void {
  const origin: ClientOrigin = { client, ...made, hasMiddleware: false };
  origins.set(client, origin);
  const { middlewareStack: stack } = client;
  const noting = <Add extends (...args: never[]) => void>(add: Add): Add =>
    ((...args: Parameters<Add>) => {
      origin.hasMiddleware = true;
      add(...args);
    }) as Add;
  stack.add = noting(stack.add);
  stack.addRelativeTo = noting(stack.addRelativeTo);
}

/** A document client over a client of ours has that one's origin. */
export function shareOrigin(client: DynamoDBClient, documents: DynamoDBDocumentClient): void {
  const origin = origins.get(client);
  if (origin !== undefined) origins.set(documents, origin);
}

/** Of a client that `createSdkClient` made, or a document client over one; `undefined` for any other. */
export function originIfOurs(client: object): ClientOrigin | undefined {
  return origins.get(client);
}
