import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import type { HttpRequest } from '../../src/lib/http/http-message.ts';

export interface Signing {
  service?: string;
  region?: string;
  accessKeyId?: string;
  secretAccessKey?: string;
  sessionToken?: string;
  at?: Date;
  method?: string;
  /** The host and port that the request is for. */
  host?: string;
  path?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: string;
}

export const TEST_KEYS = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};

/** A request signed by the signer of the SDK; by default for the proxy. */
export async function signRequest(options: Signing = {}): Promise<HttpRequest> {
  const { sessionToken, body = '{}', method = 'POST', path = '/dynamodb', query = {} } = options;
  const signer = new SignatureV4({
    service: options.service ?? 'execute-api',
    region: options.region ?? 'us-east-1',
    credentials: {
      accessKeyId: options.accessKeyId ?? TEST_KEYS.accessKeyId,
      secretAccessKey: options.secretAccessKey ?? TEST_KEYS.secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
    },
    sha256: Sha256,
  });
  const host = options.host ?? 'proxy.example';
  const headers = options.headers ?? { 'x-target': 'DynamoDB_20120810.UpdateTable' };
  const request = await signer.sign(
    { method, protocol: 'https:', hostname: host, path, query, headers: { host, ...headers }, body },
    options.at === undefined ? {} : { signingDate: options.at },
  );
  const search = Object.entries(query)
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .join('&');
  return {
    method,
    path: search === '' ? path : `${path}?${search}`,
    headers: request.headers,
    body: Buffer.from(body),
  };
}
