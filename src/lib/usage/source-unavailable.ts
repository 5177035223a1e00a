import { errorFacts, isNetworkError } from '../errors/from-aws-error.ts';

/** A source of usage that is not there, or not for these keys: the next one is asked. */
export class SourceUnavailable extends Error {
  override readonly name = 'SourceUnavailable';
  /** What to throw where this very source was wanted. */
  readonly failure: unknown;

  /** @param why in a few words, for a person */
  constructor(why: string, failure: unknown) {
    super(why);
    this.failure = failure;
  }
}

/**
 * Why a failed call means that a source is not there: 403, 404, AWS's words for "not permitted", or nobody to be
 * reached. `undefined` for every other failure, which is one.
 */
export function whyUnavailable(error: unknown): string | undefined {
  const { name, message, code, httpStatus } = errorFacts(error);
  if (isNetworkError(error)) return `cannot be reached (${code ?? message})`;
  if (/^AccessDenied/.test(name)) return 'not permitted';
  if (httpStatus === 403) return `HTTP 403${message === '' ? '' : `, ${message}`}`;
  return httpStatus === 404 ? 'HTTP 404' : undefined;
}
