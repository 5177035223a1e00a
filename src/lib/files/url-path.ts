import { shellQuote } from '../errors/command-text.ts';

/** A location that is not on a disk of this machine, `s3://…`, `host:/…`, `arn:…`; but not a drive of Windows. */
const URL_LIKE = /^([a-z][a-z\d+.-]+:\/|(arn|az|file|gs|https?|s3):)/i;

/** True for a URL, and for similar forms such as an ARN, where a path is expected. */
export function isUrl(path: string): boolean {
  return URL_LIKE.test(path);
}

/** The suggestions for a person who gives a URL to be read. */
export function readUrlSuggestions(url: string): string[] {
  if (/^file:/i.test(url)) return [`use a path: ${shellQuote(pathOfFileUrl(url))}`];
  const isS3 = /^s3:\/\//i.test(url);
  const copy = isS3 ? `aws s3 sync ${shellQuote(url)} DIR` : 'with a tool that supports such URLs';
  return ['this is a URL, but the input must be on a local disk', `copy it first: ${copy}`];
}

/** The path in a `file:` URL. */
export function pathOfFileUrl(url: string): string {
  return url.replace(/^file:\/*/i, '/');
}
