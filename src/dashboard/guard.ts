import { countOf } from '../lib/errors/count-text.ts';
import { refusal } from './responses.ts';

/** What the bodies of requests may have; of an item, the most that an item can have, in JSON, twice and more. */
const MAX_BODY_BYTES = 64 * 1024;
const MAX_ITEM_BODY_BYTES = 16 * 1024 * 1024;
/** All items that the page holds. */
const MAX_CSV_BODY_BYTES = 32 * 1024 * 1024;

const WITH_BODY = ['POST', 'PUT', 'DELETE', 'PATCH'];

/**
 * The refusal of a request that does not come from the page of this very server, or `undefined`. A name that leads to
 * 127.0.0.1 (DNS rebinding) is told by `Host`, a page of elsewhere by `Origin` and `Sec-Fetch-Site`; that a body is JSON makes
 * browsers ask first, and get no response.
 * @param ownHost `127.0.0.1:PORT`
 */
export function refuseForeign(request: Request, ownHost: string): Response | undefined {
  const url = new URL(request.url);
  if (request.headers.get('host') !== ownHost || url.host !== ownHost) return misdirected(ownHost);
  if (!isApi(url)) return undefined;
  return refuseOrigin(request, ownHost) ?? refuseBody(request, url);
}

/** The response to whoever takes this server for another one. */
export function misdirected(ownHost: string): Response {
  return refusal(421, 'InvalidUsage', `this server responds only to http://${ownHost}`, [
    'open the address that the terminal shows',
  ]);
}

export function isApi(url: URL): boolean {
  return url.pathname === '/api' || url.pathname.startsWith('/api/');
}

/** The most bytes that a body may have at a path. */
export function maxBodyBytes(pathname: string): number {
  if (pathname === '/api/csv') return MAX_CSV_BODY_BYTES;
  return pathname === '/api/item' ? MAX_ITEM_BODY_BYTES : MAX_BODY_BYTES;
}

export function bodyTooLarge(pathname: string): Response {
  const most = countOf(maxBodyBytes(pathname), 'byte');
  return refusal(413, 'InvalidInput', `the request body has more than ${most}`);
}

function refuseOrigin({ headers }: Request, ownHost: string): Response | undefined {
  const origin = headers.get('origin');
  const site = headers.get('sec-fetch-site');
  if (origin !== null && origin !== `http://${ownHost}`)
    return refusal(403, 'AccessDenied', 'refused: the request is from a page of another origin');
  if (site !== null && site !== 'same-origin')
    return refusal(403, 'AccessDenied', `refused: the request is not from this page (${site})`);
  return undefined;
}

function refuseBody({ headers, method }: Request, { pathname }: URL): Response | undefined {
  if (!WITH_BODY.includes(method)) return undefined;
  const contentType = headers.get('content-type') ?? '';
  if (!/^application\/json(?: *; *charset=utf-8)?$/i.test(contentType))
    return refusal(415, 'InvalidUsage', 'the body must be application/json');
  return Number(headers.get('content-length') ?? 0) > maxBodyBytes(pathname)
    ? bodyTooLarge(pathname)
    : undefined;
}
