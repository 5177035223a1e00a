import { isLoopback } from '../settings/loopback.ts';
import { originIfOurs } from './client-origin.ts';
import type { ServiceClient } from './client-sender.ts';
import { HandedInClient } from './handed-in-client.ts';
import { RawSender } from './raw-sender.ts';

interface EndpointConfig {
  endpoint?(): Promise<{ hostname?: string }>;
}

/** Whether the requests of a client go to this machine: to a local engine, not to AWS. */
export async function isLoopbackClient(client: ServiceClient): Promise<boolean> {
  if (client instanceof RawSender) return isLoopback(client.endpoint);
  const inner = client instanceof HandedInClient ? client.client : client;
  const origin = originIfOurs(inner);
  if (origin !== undefined) {
    const { endpointUrl } = origin.settings;
    return endpointUrl !== undefined && isLoopback(new URL(endpointUrl));
  }
  // Of the SDK; without an endpoint of its own it goes to AWS.
  const { hostname } = (await (inner.config as EndpointConfig).endpoint?.()) ?? {};
  return hostname !== undefined && isLoopback(new URL(`http://${hostname}`));
}
