/** Each limit is at least 1; one that is left out does not limit. */
export interface ReadLimits {
  /** Items returned, after filters. */
  limit?: number | undefined;
  /** Items that one request evaluates: DynamoDB's `Limit`. */
  pageSize?: number | undefined;
  /** Items evaluated in all, before filters: a bound on what is paid for. */
  scanLimit?: number | undefined;
  /**
   * Items that the caller can hold. Unlike `limit` it was not asked for, so it does not make the requested pages
   * smaller.
   */
  cap?: number | undefined;
  /**
   * Items that are shown unless more are asked for. Where nothing is filtered, one more is read, which shows whether
   * there are more.
   */
  screen?: number | undefined;
  /** True when the cost limit is used up: then no further page is requested. */
  isSpent?: (() => boolean) | undefined;
  /** True when whoever waits for it wants no more: then no further page is requested. */
  isInterrupted?: (() => boolean) | undefined;
}

export interface ReadProgress {
  returned: number;
  evaluated: number;
}

/** The limit that ended a read before its end. */
export type ReadStopReason = 'limit' | 'scan-limit' | 'cap' | 'screen' | 'max-units' | 'interrupt';

/**
 * The `Limit` of the next request, or `undefined` for a page as large as DynamoDB makes them (1 MB). Where nothing
 * is filtered, no more is read than will be returned.
 */
export function nextPageLimit(
  limits: ReadLimits,
  progress: ReadProgress,
  isFiltered: boolean,
): number | undefined {
  const bounds = [
    limits.pageSize,
    limits.scanLimit === undefined ? undefined : limits.scanLimit - progress.evaluated,
    limits.limit === undefined || isFiltered ? undefined : limits.limit - progress.returned,
    limits.screen === undefined || isFiltered ? undefined : limits.screen + 1 - progress.returned,
  ].filter((bound) => bound !== undefined);
  return bounds.length === 0 ? undefined : Math.min(...bounds);
}

/** The most items that all limits let through. */
export function itemsAtMost({ cap, limit, screen }: ReadLimits): number {
  return Math.min(...[cap, limit, screen].map((bound) => bound ?? Number.POSITIVE_INFINITY));
}

/** Fewer than the page's items when a limit cuts it. */
export function itemsToKeep(limits: ReadLimits, progress: ReadProgress, pageItems: number): number {
  return Math.min(pageItems, itemsAtMost(limits) - progress.returned);
}

/** The limit for which no further page is requested though there is one; `undefined` when none is reached. */
export function stopReason(limits: ReadLimits, progress: ReadProgress): ReadStopReason | undefined {
  if (limits.limit !== undefined && progress.returned >= limits.limit) return 'limit';
  if (limits.screen !== undefined && progress.returned >= limits.screen) return 'screen';
  if (limits.cap !== undefined && progress.returned >= limits.cap) return 'cap';
  if (limits.scanLimit !== undefined && progress.evaluated >= limits.scanLimit) return 'scan-limit';
  if (limits.isSpent?.() === true) return 'max-units';
  return limits.isInterrupted?.() === true ? 'interrupt' : undefined;
}
