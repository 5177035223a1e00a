import { errorJson } from '../cli/render/render-error.ts';
import { AutodyneError, type ErrorCode, isAutodyneError } from '../lib/errors/autodyne-error.ts';
import { escapeControls } from '../lib/json/json-string.ts';
import type { RefusalStatus } from './api-types.ts';
import type { Asset } from './assets.ts';

/** Of every response, refusals included: nothing but the page's own two files runs, and nobody may frame or embed it. */
const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/** A file of the page: no data. Those whose names change with their content are kept by the browser. */
export function assetResponse({ body, contentType, isKept }: Asset): Response {
  const caching = isKept ? 'private, max-age=31536000, immutable' : 'no-cache';
  return new Response(body, {
    headers: { ...SECURITY_HEADERS, 'content-type': contentType, 'cache-control': caching },
  });
}

/** Data, which no browser is to keep. */
export function dataResponse(
  body: string | ReadableStream<Uint8Array>,
  { status = 200, contentType = 'application/json' }: { status?: number; contentType?: string } = {},
): Response {
  return new Response(body, {
    status,
    headers: { ...SECURITY_HEADERS, 'content-type': contentType, 'cache-control': 'no-store' },
  });
}

/** JSON as commands print it: what a terminal would act on stands as an escape. */
export function jsonResponse(value: object, status?: number): Response {
  return dataResponse(jsonText(value), status === undefined ? {} : { status });
}

/**
 * An object as JSON.
 * @param texts members that are JSON text already: items, whose digits must not pass through a number of JavaScript's
 */
export function jsonText(value: object, texts: Readonly<Record<string, string>> = {}): string {
  const members = [
    ...Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, JSON.stringify(member)] as const),
    ...Object.entries(texts),
  ];
  return escapeControls(`{${members.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`);
}

/** A refusal before anything is done. */
export function refusal(
  status: RefusalStatus,
  code: ErrorCode,
  message: string,
  suggestions: readonly string[] = [],
): Response {
  return jsonResponse(errorJson(new AutodyneError(code, message, { suggestions })), status);
}

/** Not the errors of models, which the dashboard never meets. */
const STATUSES: Readonly<Partial<Record<ErrorCode, RefusalStatus>>> = {
  Unexpected: 500,
  RefusedByService: 400,
  InvalidUsage: 400,
  InvalidSettings: 400,
  InvalidInput: 400,
  TypeWouldChange: 409,
  Incomplete: 502,
  ItemNotFound: 404,
  TableNotFound: 404,
  IndexNotFound: 404,
  ConditionFailed: 409,
  AlreadyExists: 409,
  CredentialsRefused: 403,
  AccessDenied: 403,
  ProxyRefused: 403,
  ReadOnly: 403,
  Throttled: 429,
  Unreachable: 502,
  CheckFailed: 400,
  Interrupted: 500,
};

/** The status of a failure. */
export function statusOf(error: unknown): RefusalStatus {
  return (isAutodyneError(error) ? STATUSES[error.code] : undefined) ?? 500;
}
