import { type Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Settings } from '../settings/settings.ts';
import type { HttpAnswer } from './http-message.ts';

/** The keys a request is signed with. */
export type SigningKeys = Pick<Settings, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'>;

/** A POST of JSON 1.0 as it will be sent, before it is signed; what `--dry-run` shows. */
export interface UnsignedPost {
  url: URL;
  /** The service that the signature's credential is scoped to. */
  service: string;
  region: string;
  /** Headers beside the host's and the signature's own, lower case; each is signed. */
  headers: Readonly<Record<string, string>>;
  body: string;
}

export interface SendOptions {
  timeoutMs: number;
  /** The connection pool; a connection of its own unless given. */
  agent?: Agent | undefined;
  /** Cuts the request off; it may have been carried out all the same. */
  signal?: AbortSignal | undefined;
}

/** An answer longer than this is no answer to UpdateTable, and is not read to its end. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/**
 * Signs a request (SigV4) and sends it once. A redirect is an answer like any other and is not followed: what was
 * signed goes to `post.url` and nowhere else.
 * @throws the connection's error, or one named `TimeoutError`, as `isNetworkError` knows them; an `AbortError`
 */
export async function sendSigned(
  post: UnsignedPost,
  keys: SigningKeys,
  options: SendOptions,
): Promise<HttpAnswer> {
  const headers = await signHeaders(post, keys);
  const send = post.url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send(
      post.url,
      { method: 'POST', headers, agent: options.agent, timeout: options.timeoutMs, signal: options.signal },
      (message) => {
        readAnswer(message).then(resolve, reject);
      },
    );
    request.once('timeout', () => request.destroy(timeoutError(options.timeoutMs)));
    request.once('error', reject);
    request.end(post.body);
  });
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

async function readAnswer(message: IncomingMessage): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_ANSWER_BYTES) break;
  }
  const headers = Object.entries(message.headers).map(([name, value]): [string, string] => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
  return {
    status: message.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function timeoutError(timeoutMs: number): Error {
  const error = new Error(`no answer within ${timeoutMs} ms`);
  error.name = 'TimeoutError';
  return error;
}
