import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { originOf } from './client-origin.ts';
import { RawSender } from './raw-sender.ts';

const senders = new WeakMap<DynamoDBClient, RawSender>();

/** The sender beside a client of `createClient`: made when it is first asked for, closed with the client. */
export function senderOf(client: DynamoDBClient): RawSender {
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
