import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { RawSender } from './raw-sender.ts';

const senders = new WeakMap<DynamoDBClient, RawSender>();

/** Gives a client a sender, which is closed with it. */
export function attachSender(client: DynamoDBClient, sender: RawSender): void {
  senders.set(client, sender);
  const destroy = client.destroy.bind(client);
  client.destroy = () => {
    sender.close();
    destroy();
  };
}

/** The sender beside a client of `createClient`. */
export function senderOf(client: DynamoDBClient): RawSender {
  const sender = senders.get(client);
  if (sender === undefined) throw new TypeError('this client was not made by createClient');
  return sender;
}
