import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { originOf } from './client-origin.ts';
import { RawSender } from './raw-sender.ts';

/** Accepted by every operation: a sender, or a client of `createSdkClient` (see {@link senderOf}). */
export type ServiceClient = RawSender | DynamoDBClient;

const senders = new WeakMap<DynamoDBClient, RawSender>();

/**
 * The sender itself, or the one that belongs to a client: made when it is first asked for, closed with the client.
 * @throws TypeError for a client that `createSdkClient` did not make
 */
export function senderOf(client: ServiceClient): RawSender {
  if (client instanceof RawSender) return client;
  const known = senders.get(client);
  if (known !== undefined) return known;
  const { settings, options, agent } = originOf(client);
  const sender = new RawSender(settings, options, agent);
  senders.set(client, sender);
  const destroy = client.destroy.bind(client);
  client.destroy = () => {
    sender.close();
    destroy();
  };
  return sender;
}
