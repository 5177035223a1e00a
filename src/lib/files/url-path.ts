import { shellQuote } from '../errors/command-text.ts';

/** A place that is on no disk of this machine, `s3://…`, `host:/…`, `arn:…`; but no drive of Windows. */
const URL_LIKE = /^([a-z][a-z\d+.-]+:\/|(arn|az|file|gs|https?|s3):)/i;

/** Whether what stands where a path is expected is a URL, or as good as one. */
export function isUrl(path: string): boolean {
  return URL_LIKE.test(path);
}

/** The ways out for who gives a URL to be read. */
export function readUrlSuggestions(url: string): string[] {
  if (/^file:/i.test(url)) return [`use a path: ${shellQuote(pathOfFileUrl(url))}`];
  const isS3 = /^s3:\/\//i.test(url);
  const copy = isS3 ? `aws s3 sync ${shellQuote(url)} DIR` : 'with a tool that supports such URLs';
  return ['this is a URL, but the input must be on a local disk', `copy it first: ${copy}`];
}

/** The path that a `file:` URL means. */
export function pathOfFileUrl(url: string): string {
  return url.replace(/^file:\/*/i, '/');
}
