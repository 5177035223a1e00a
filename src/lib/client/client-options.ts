import type { Settings } from '../settings/settings.ts';
import type { RetryListener, RetryPolicy } from './retry-policy.ts';
import type { TraceListener } from './trace.ts';

/** The settings a client is made from. */
export type ClientSettings = Pick<
  Settings,
  'accessKeyId' | 'secretAccessKey' | 'sessionToken' | 'region' | 'endpointUrl'
> &
  // A client made for the engine itself, not by settings, has no read-only mode.
  Partial<Pick<Settings, 'isReadOnly'>>;

export interface ClientOptions {
  retry?: Partial<RetryPolicy>;
  /**
   * A request whose response does not begin for this long, or then pauses for this long, is given up and retried; 30
   * seconds by default.
   */
  requestTimeoutMs?: number;
  /** Connections kept open to the endpoint; 64 by default. */
  maxSockets?: number;
  /** The HTTP proxy (`HTTPS_PROXY`) to tunnel through to a URL, if any. */
  httpsProxyFor?: (url: string) => string | undefined;
  onRetry?: RetryListener;
  /** Called with the timing and id of each request, for `--debug`; never given a secret. */
  onTrace?: TraceListener;
}

/** A connection that takes longer to be made will hardly ever be. */
export const CONNECTION_TIMEOUT_MS = 3_000;

export const DEFAULT_REQUEST_TIMEOUT_MS = 30_000;

export const MAX_SOCKETS = 64;

/**
 * Milliseconds that a response may take to begin, or pause; never more than the retry deadline, which it would make
 * meaningless.
 */
export function idleTimeoutMsOf({ requestTimeoutMs }: ClientOptions, { deadlineMs }: RetryPolicy): number {
  return Math.min(requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS, deadlineMs);
}

/** AWS's own endpoint for DynamoDB in a region. */
function awsEndpointUrl(region: string): string {
  return `https://dynamodb.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

export function endpointUrlOf(settings: Pick<ClientSettings, 'endpointUrl' | 'region'>): string {
  return settings.endpointUrl ?? awsEndpointUrl(settings.region);
}
