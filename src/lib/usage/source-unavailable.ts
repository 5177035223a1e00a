import { errorFacts, isNetworkError } from '../errors/from-aws-error.ts';

/** A source of usage that does not exist, or not for these keys: the next one is tried. */
export class SourceUnavailable extends Error {
  override readonly name = 'SourceUnavailable';
  /** The error to throw where exactly this source was wanted. */
  readonly failure: unknown;

  /** @param why in a few words, for a person */
  constructor(why: string, failure: unknown) {
    super(why);
    this.failure = failure;
  }
}

/**
 * The reason why a failed call means that a source is unavailable: 403, 404, AWS's "not permitted", or no connection.
 * `undefined` for every other failure.
 */
export function whyUnavailable(error: unknown): string | undefined {
  const { name, message, code, httpStatus } = errorFacts(error);
  if (isNetworkError(error)) return `cannot be reached (${code ?? message})`;
  if (/^AccessDenied/.test(name)) return 'not permitted';
  if (httpStatus === 403) return `HTTP 403${message === '' ? '' : `, ${message}`}`;
  return httpStatus === 404 ? 'HTTP 404' : undefined;
}
