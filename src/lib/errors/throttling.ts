/** Why the service throttled, as it says itself: a limit that was hit, and on what. */
export interface ThrottlingReason {
  /** Such as `TableReadKeyRangeThroughputExceeded`. */
  reason: string;
  /** The ARN of the table or the index. */
  resource: string;
}

interface Cure {
  limit: string;
  suggestion: string;
}

/** The limits that a reason ends with; each has a cure of its own. */
const CURES: Readonly<Record<string, Cure>> = {
  KeyRangeThroughputExceeded: {
    limit: 'what one partition can serve',
    suggestion: 'spread the load over more partition keys',
  },
  MaxOnDemandThroughputExceeded: {
    limit: 'its configured maximum',
    suggestion: 'slow down, or raise the on-demand maximum of the table',
  },
  ProvisionedThroughputExceeded: {
    limit: 'its provisioned throughput',
    suggestion: 'slow down, or raise its provisioned throughput',
  },
  AccountLimitExceeded: {
    limit: "the AWS account's limit",
    suggestion: 'slow down, or request a higher quota for the account',
  },
};

/** The reasons that came with a throttling error; none when the service gave none. */
export function throttlingReasons(error: unknown): ThrottlingReason[] {
  const { ThrottlingReasons: given, throttlingReasons: other } = (error ?? {}) as {
    ThrottlingReasons?: unknown;
    throttlingReasons?: unknown;
  };
  const list: unknown = given ?? other;
  if (!Array.isArray(list)) return [];
  return list.map((entry: { reason?: unknown; resource?: unknown } | null) => ({
    reason: stringOf(entry?.reason),
    resource: stringOf(entry?.resource),
  }));
}

/** Anything else that a server puts there is ignored. */
function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A reason as a message: what was too much of what, for which table or index, and its cure. */
export function explainThrottling({ reason, resource }: ThrottlingReason): {
  text: string;
  suggestion: string | undefined;
} {
  const [, kind, direction, limit] = /^(Table|Index)(Read|Write)(.*)$/.exec(reason) ?? [];
  const cure = CURES[limit ?? ''];
  const [, table = '', index] = /:table\/([^/]+)(?:\/index\/([^/]+))?/.exec(resource) ?? [];
  const on = index === undefined ? `table "${table}"` : `index "${index}" of table "${table}"`;
  if (kind === undefined || cure === undefined)
    return { text: `${reason} ${resource}`.trim(), suggestion: undefined };
  const what = direction === 'Read' ? 'reads from' : 'writes to';
  return { text: `${what} ${on} exceed ${cure.limit} (${reason})`, suggestion: cure.suggestion };
}
