import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import type { ConnectionAgent } from '../client/agents.ts';
import { CONNECTION_TIMEOUT_MS } from '../client/client-options.ts';
import { type BytesResponse, postBytes } from '../http/http-exchange.ts';
import type { HttpResponse } from '../http/http-message.ts';
import type { Settings } from '../settings/settings.ts';

/** The keys a request is signed with. */
export type SigningKeys = Pick<Settings, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'>;

/** A POST of JSON 1.0 as it will be sent, before it is signed; what `--dry-run` shows. */
export interface UnsignedPost {
  url: URL;
  /** The service that the signature's credential is scoped to. */
  service: string;
  region: string;
  /** Headers in addition to the host's and the signature's own, lower case; each is signed. */
  headers: Readonly<Record<string, string>>;
  body: string;
}

export interface SendSignedOptions {
  /** For the response as a whole. */
  timeoutMs: number;
  /** The connection pool; Node's own unless given. */
  agent?: ConnectionAgent | undefined;
  /** Aborts the request, which the server may still have carried out. */
  signal?: AbortSignal | undefined;
}

/** UpdateTable has no longer response. */
const MAX_RESPONSE_BYTES = 8 * 1024 * 1024;

/**
 * Signs a request (SigV4) and sends it once. A redirect is a response like any other and is not followed: a signed
 * request goes to `post.url` and nowhere else.
 * @throws the connection's error, or one named `TimeoutError`, as `isNetworkError` knows them; an `AbortError`
 */
export async function sendSigned(
  post: UnsignedPost,
  keys: SigningKeys,
  options: SendSignedOptions,
): Promise<HttpResponse> {
  const headers = await signHeaders(post, keys);
  const { url } = post;
  const { timeoutMs, agent, signal } = options;
  const response = await postBytes(
    url,
    url.pathname + url.search,
    Object.entries(headers).flat(),
    post.body,
    {
      agent,
      connectTimeoutMs: Math.min(CONNECTION_TIMEOUT_MS, timeoutMs),
      idleTimeoutMs: timeoutMs,
      totalTimeoutMs: timeoutMs,
      maxBodyBytes: MAX_RESPONSE_BYTES,
      signal,
    },
  );
  return asText(response);
}

async function signHeaders(post: UnsignedPost, keys: SigningKeys): Promise<Record<string, string>> {
  const { accessKeyId, secretAccessKey, sessionToken } = keys;
  const signer = new SignatureV4({
    service: post.service,
    region: post.region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    sha256: Sha256,
  });
  const { url } = post;
  const signed = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { ...post.headers, host: url.host },
    body: post.body,
  });
  return { ...signed.headers, 'content-length': String(Buffer.byteLength(post.body)) };
}

function asText({ status, headers, body }: BytesResponse): HttpResponse {
  return { status, headers: headers as Record<string, string>, body: body.toString('utf8') };
}
