import type { AutodyneError, ErrorCode } from './autodyne-error.ts';
import { AWS_REGIONS } from './aws-regions.ts';
import { closest } from './closest.ts';
import { WAYS } from './ways.ts';

/** The target of a request that failed. */
export interface FailureTarget {
  /** The operation as AWS names it, such as `GetItem`. */
  operation: string;
  /** For "cannot reach" messages. */
  endpointUrl?: string | undefined;
  /** The URL is of the index proxy, and not of DynamoDB. */
  isIndexProxy?: boolean | undefined;
}

/** Makes the error of one failure: its cause and the facts of the request are known. */
export type Fail = (
  code: ErrorCode,
  message: string,
  suggestions?: readonly string[],
  details?: object,
) => AutodyneError;

/** OpenSSL's codes for a certificate that was not accepted. */
export const CERTIFICATE_CODES =
  /^(.*SELF_SIGNED_CERT.*|UNABLE_TO_.*|CERT_.*|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH|INVALID_CA)$/;

/** The code of a tunnel that the HTTP proxy did not make. */
export const NO_TUNNEL = 'EPROXY';

/** Notes at an error which HTTP proxy it came from; without the user and password that its URL may have. */
export function markHttpProxy(error: unknown, proxyUrl: string): unknown {
  return typeof error === 'object' && error !== null
    ? Object.assign(error, { httpProxy: new URL(proxyUrl).origin })
    : error;
}

/** The error for a request that got no response. @param facts of `error`, as `errorFacts` reads them */
export function networkFailure(
  error: unknown,
  { code, name, message: text }: { code: string | undefined; name: string; message: string },
  target: FailureTarget,
  fail: Fail,
): AutodyneError {
  const { endpointUrl: url = 'DynamoDB', operation, isIndexProxy } = target;
  const { httpProxy } = error as { httpProxy?: string };
  const why = name === 'TimeoutError' || code === NO_TUNNEL ? text : (code ?? name);
  const unknownRegion = regionFailure(url, code, `${why} (${operation})`, fail);
  if (unknownRegion !== undefined) return unknownRegion;
  if (httpProxy !== undefined) {
    const message =
      code === NO_TUNNEL
        ? `the HTTP proxy ${httpProxy} does not connect to ${url}: ${why} (${operation})`
        : `cannot reach ${url} through the HTTP proxy ${httpProxy}: ${why} (${operation})`;
    return fail('Unreachable', message, [WAYS.checkHttpProxy], { httpProxy });
  }
  const message = `cannot reach ${url}: ${why} (${operation})`;
  const setting = isIndexProxy ? 'AUTODYNE_PROXY_URL' : 'AUTODYNE_ENDPOINT_URL';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return fail('Unreachable', message, [
      `its certificate is for another host: check ${setting} and HTTPS_PROXY`,
    ]);
  }
  if (CERTIFICATE_CODES.test(code ?? '')) {
    return fail('Unreachable', message, [
      'its certificate is not trusted: set NODE_EXTRA_CA_CERTS=FILE.pem to the CA that signed it',
    ]);
  }
  return fail('Unreachable', message, [isIndexProxy ? WAYS.checkProxyUrl : WAYS.checkNetwork]);
}

/** The error for a name of AWS's that nobody knows since its region is none; `undefined` for any other failure. */
function regionFailure(
  url: string,
  code: string | undefined,
  why: string,
  fail: Fail,
): AutodyneError | undefined {
  const region = regionOf(url);
  const isUnknownName = ['ENOTFOUND', 'EAI_AGAIN', NO_TUNNEL].includes(code ?? '');
  if (region === undefined || !isUnknownName || AWS_REGIONS.includes(region)) return undefined;
  return fail(
    'Unreachable',
    `there is no known AWS region "${region}": cannot reach ${url}: ${why}`,
    regionWays(region),
  );
}

/** The region in the name of one of AWS's endpoints. */
function regionOf(url: string): string | undefined {
  return /^https:\/\/\w+\.([\w-]+)\.amazonaws\.com(?:\.cn)?(?:[:/]|$)/.exec(url)?.[1];
}

/** The error for a signature whose region the service does not take; `undefined` for any other message. */
export function regionRefusal(
  name: string,
  message: string,
  { endpointUrl = '' }: FailureTarget,
  fail: Fail,
): AutodyneError | undefined {
  const [, region] = /^Credential should be scoped to a valid region, not '([^']*)'/.exec(message) ?? [];
  if (region === undefined) return undefined;
  const expected = regionOf(endpointUrl);
  const where = expected === undefined ? 'of the table' : `of ${endpointUrl}`;
  return fail(
    'CredentialsRefused',
    `the region "${region}" is not that ${where}: ${name}: ${message.trim()}`,
    expected === undefined ? regionWays(region) : [`did you mean ${expected}?`, WAYS.checkRegion],
  );
}

/** The suggestions for a region that may be a misspelt one. */
export function regionWays(region: string): string[] {
  const near = nearRegion(region);
  return [...(near === undefined ? [] : [`did you mean ${near}?`]), WAYS.checkRegion];
}

/** `us-east1`, `us_east_1`, `US-EAST-1` and `us-east-1a` (an availability zone) are near `us-east-1`. */
function nearRegion(region: string): string | undefined {
  const bare = (text: string): string => text.toLowerCase().replace(/[^a-z\d]/g, '');
  const same = AWS_REGIONS.find((known) => bare(known) === bare(region).replace(/(\d)[a-f]$/, '$1'));
  if (same !== undefined) return same === region ? undefined : same;
  return AWS_REGIONS.includes(region) ? undefined : closest(region.toLowerCase(), AWS_REGIONS);
}
