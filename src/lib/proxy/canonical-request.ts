import { createHash } from 'node:crypto';
import type { HttpRequest } from '../http/http-message.ts';

/**
 * A request in the one spelling that both sides of SigV4 hash. The path is encoded twice, as for every service but
 * S3; header values lose blanks at their ends and repeated blanks inside.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function canonicalRequest(request: HttpRequest, signedHeaders: readonly string[]): string {
  const [path = '', ...query] = request.path.split('?');
  return [
    request.method.toUpperCase(),
    path.split('/').map(encode).join('/'),
    canonicalQuery(query.join('?')),
    ...signedHeaders.map((name) => `${name}:${canonicalValue(headerOf(request, name))}`),
    '',
    signedHeaders.join(';'),
    createHash('sha256').update(request.body).digest('hex'),
  ].join('\n');
}

/** A signed header's name may be one that every object has (`constructor`). */
function headerOf({ headers }: HttpRequest, name: string): string {
  return Object.hasOwn(headers, name) ? (headers[name] ?? '') : '';
}

function canonicalValue(value: string): string {
  return value.trim().replace(/\s+/g, ' ');
}

function canonicalQuery(query: string): string {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [reencode(name), reencode(value.join('='))] as const;
    })
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** RFC 3986: all but letters, digits and `-_.~`, some of which encodeURIComponent does not encode. */
function encode(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function reencode(value: string): string {
  try {
    return encode(decodeURIComponent(value));
  } catch {
    return encode(value);
  }
}
