import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { signingKey } from '../client/signing-key.ts';
import type { HttpRequest } from '../http/http-message.ts';
import { canonicalRequest } from './canonical-request.ts';

/** Keys that a request may be signed with. */
export interface SigningCredentials {
  secretAccessKey: string;
  /** When there is one, requests must carry it as `x-amz-security-token`. */
  sessionToken?: string | undefined;
}

export interface SignatureRules {
  /** The service that the credential must be scoped to: `dynamodb`, or `execute-api` for the proxy. */
  service: string;
  region: string;
  /** The keys that belong to an access key id; `undefined` for an unknown one. */
  credentialsOf(accessKeyId: string): SigningCredentials | undefined;
  /** Headers that must be among the signed ones, lower case; `host` always must. */
  requiredSignedHeaders?: readonly string[];
  /**
   * The most minutes that the signer's clock may be off: {@link DYNAMODB_SKEW_MINUTES} or {@link GATEWAY_SKEW_MINUTES}.
   */
  skewMinutes: number;
  now: Date;
}

/** DynamoDB accepts signatures this old or this early; API Gateway, like most services, is stricter. */
export const DYNAMODB_SKEW_MINUTES = 15;
export const GATEWAY_SKEW_MINUTES = 5;

/** The reason why a request is refused before its content is read: AWS's error name and message. */
export interface SignatureRefusal {
  name:
    | 'MissingAuthenticationTokenException'
    | 'IncompleteSignatureException'
    | 'InvalidSignatureException'
    | 'UnrecognizedClientException';
  message: string;
}

export type SignatureVerdict =
  | { isValid: true; accessKeyId: string }
  | { isValid: false; refusal: SignatureRefusal };

const ALGORITHM = 'AWS4-HMAC-SHA256';
const TERMINATOR = 'aws4_request';

/**
 * Verifies a request's SigV4 signature in its `Authorization` header, in the order in which AWS does: presence, date,
 * signed headers, credential scope, access key, signature. The received body is hashed; the client's own hash
 * (`x-amz-content-sha256`) is not trusted. Signatures in the query string are not accepted.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function verifySignature(request: HttpRequest, rules: SignatureRules): SignatureVerdict {
  const header = request.headers['authorization']?.trim() ?? '';
  if (!header.startsWith('AWS4-')) {
    return refuse('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
  }
  const given = parseAuthorization(header);
  const stamp = request.headers['x-amz-date'] ?? request.headers['date'];
  const missing = missingParts(given, stamp);
  if (missing !== '') return refuse('IncompleteSignatureException', `${missing}Authorization=${header}`);
  const signedAt = parseStamp(stamp ?? '');
  if (signedAt === undefined) {
    const text = `Date must be in ISO-8601 'basic format'. Got '${stamp}'. See http://en.wikipedia.org/wiki/ISO_8601`;
    return refuse('IncompleteSignatureException', text);
  }
  const late = skewProblem(signedAt, rules);
  if (late !== undefined) return refuse('InvalidSignatureException', late);
  const unsigned = unsignedHeader(given.signedHeaders, rules.requiredSignedHeaders ?? []);
  if (unsigned !== undefined) return refuse('InvalidSignatureException', unsigned);
  if (given.algorithm !== ALGORITHM) {
    const text = `Unsupported AWS 'algorithm': '${given.algorithm}' (only ${ALGORITHM} for now). `;
    return refuse('IncompleteSignatureException', text);
  }
  return validateCredential(request, rules, given, compactStamp(signedAt));
}

function validateCredential(
  request: HttpRequest,
  rules: SignatureRules,
  given: Authorization,
  stamp: string,
): SignatureVerdict {
  const scope = given.credential.split('/');
  const [accessKeyId = '', date = '', region = '', service = '', terminator = ''] = scope;
  if (scope.length !== 5) {
    const text = `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${given.credential}'`;
    return refuse('IncompleteSignatureException', text);
  }
  const wrongScope = [
    region === rules.region ? '' : `Credential should be scoped to a valid region, not '${region}'. `,
    service === rules.service ? '' : `Credential should be scoped to correct service: '${rules.service}'. `,
    terminator === TERMINATOR
      ? ''
      : `Credential should be scoped with a valid terminator: '${TERMINATOR}', not '${terminator}'. `,
    date === stamp.slice(0, 8)
      ? ''
      : `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${stamp.slice(0, 8)}', from '${stamp}'.`,
  ].join('');
  if (wrongScope !== '') return refuse('InvalidSignatureException', wrongScope);

  const unknown = 'The security token included in the request is invalid.';
  const credentials = rules.credentialsOf(accessKeyId);
  if (credentials === undefined) return refuse('UnrecognizedClientException', unknown);
  const key = signingKey(credentials.secretAccessKey, { date, region, service });
  const canonical = canonicalRequest(request, given.signedHeaders);
  const toSign = [ALGORITHM, stamp, scope.slice(1).join('/'), sha256(canonical)].join('\n');
  if (!isSameString(hmac(key, toSign).toString('hex'), given.signature)) {
    return refuse(
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    );
  }
  const sessionToken = request.headers['x-amz-security-token'] ?? '';
  if (!isSameString(sessionToken, credentials.sessionToken ?? '')) {
    return refuse('UnrecognizedClientException', unknown);
  }
  return { isValid: true, accessKeyId };
}

function refuse(name: SignatureRefusal['name'], message: string): SignatureVerdict {
  return { isValid: false, refusal: { name, message } };
}

interface Authorization {
  algorithm: string;
  credential: string;
  signedHeaders: readonly string[];
  signature: string;
}

function parseAuthorization(header: string): Authorization {
  const [algorithm = '', ...parts] = header.split(/[,\s]+/);
  const values = new Map(
    parts.map((part): [string, string] => {
      const equals = part.indexOf('=');
      return [part.slice(0, equals), part.slice(equals + 1)];
    }),
  );
  return {
    algorithm,
    credential: values.get('Credential') ?? '',
    signedHeaders: (values.get('SignedHeaders') ?? '').split(';').filter((name) => name !== ''),
    signature: values.get('Signature') ?? '',
  };
}

function missingParts(given: Authorization, stamp: string | undefined): string {
  const requires = (parameter: string): string => `Authorization header requires '${parameter}' parameter. `;
  return [
    given.credential === '' ? requires('Credential') : '',
    given.signature === '' ? requires('Signature') : '',
    given.signedHeaders.length === 0 ? requires('SignedHeaders') : '',
    stamp === undefined
      ? "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
      : '',
  ].join('');
}

function unsignedHeader(signed: readonly string[], required: readonly string[]): string | undefined {
  if (!signed.includes('host')) {
    return "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.";
  }
  const missing = required.find((name) => !signed.includes(name));
  return missing === undefined
    ? undefined
    : `'${missing}' must be a 'SignedHeader' in the AWS Authorization.`;
}

function parseStamp(stamp: string): Date | undefined {
  const basic = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp);
  // A `Date` header, which HTTP writes as `Sun, 30 Aug 2015 12:36:00 GMT`.
  const isHttpDate = stamp.endsWith(' GMT');
  if (basic === null && !isHttpDate) return undefined;
  const [, year, month, day, hour, minute, second] = basic ?? [];
  const iso = basic === null ? stamp : `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function skewProblem(signedAt: Date, rules: SignatureRules): string | undefined {
  const { now, skewMinutes } = rules;
  const skewMs = skewMinutes * 60_000;
  const earliest = new Date(now.getTime() - skewMs);
  const latest = new Date(now.getTime() + skewMs);
  const [signed, current] = [compactStamp(signedAt), compactStamp(now)];
  if (signedAt < earliest) {
    return `Signature expired: ${signed} is now earlier than ${compactStamp(earliest)} (${current} - ${skewMinutes} min.)`;
  }
  if (signedAt > latest) {
    return `Signature not yet current: ${signed} is still later than ${compactStamp(latest)} (${current} + ${skewMinutes} min.)`;
  }
  return undefined;
}

/** `20150830T123600Z`, the form that SigV4 dates have. */
function compactStamp(date: Date): string {
  return date.toISOString().replace(/[-:]|\.\d+/g, '');
}

function hmac(key: Uint8Array, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

function sha256(data: string): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Compares in a time that does not depend on where the strings differ: their digests are of one length. */
function isSameString(left: string, right: string): boolean {
  const digest = (data: string): Uint8Array => createHash('sha256').update(data).digest();
  return timingSafeEqual(digest(left), digest(right));
}
