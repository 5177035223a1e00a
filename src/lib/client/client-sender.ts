import { type ClientOrigin, originIfOurs } from './client-origin.ts';
import { HandedInClient, type SdkClient } from './handed-in-client.ts';
import { RawSender } from './raw-sender.ts';

/**
 * What requests leave by: a sender; a client of `createSdkClient`, which has one beside it; or any other client of the
 * SDK, low-level or document, as it is or with what {@link HandedInClient} says of it.
 */
export type ServiceClient = RawSender | SdkClient | HandedInClient;

const senders = new WeakMap<ClientOrigin, RawSender>();

/**
 * The sender itself, or the one that belongs to a client: made when it is first asked for, closed with the client.
 * @throws TypeError for a client that `createSdkClient` did not make
 */
export function senderOf(client: ServiceClient): RawSender {
  if (client instanceof RawSender) return client;
  const origin = originIfOurs(client);
  if (origin === undefined) throw new TypeError('this client was not made by createClient');
  return senderBeside(origin);
}

/** The sender through which a client's requests may leave; `undefined` where they must go through the client itself. */
export function senderIfBare(client: RawSender | SdkClient): RawSender | undefined {
  if (client instanceof RawSender) return client;
  const origin = originIfOurs(client);
  return origin === undefined || origin.hasMiddleware ? undefined : senderBeside(origin);
}

/** True for a client through which a write is refused before a request. */
export function refusesWrites(client: ServiceClient): boolean {
  if (client instanceof HandedInClient) return client.isReadOnly || refusesWrites(client.client);
  if (client instanceof RawSender) return client.isReadOnly;
  return originIfOurs(client)?.settings.isReadOnly ?? false;
}

/** {@link senderIfBare} for whatever requests leave by. */
export function bareSenderOf(client: ServiceClient): RawSender | undefined {
  return senderIfBare(client instanceof HandedInClient ? client.client : client);
}

function senderBeside(origin: ClientOrigin): RawSender {
  const known = senders.get(origin);
  if (known !== undefined) return known;
  const { client, settings, options, agent } = origin;
  const sender = new RawSender(settings, options, agent);
  senders.set(origin, sender);
  const destroy = client.destroy.bind(client);
  client.destroy = () => {
    sender.close();
    destroy();
  };
  return sender;
}
