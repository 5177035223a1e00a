/** The reason of one request because of which a transaction was canceled. */
export interface CancellationReason {
  /** Of the request in the transaction, counted from 1. */
  position: number;
  /** Such as `ConditionalCheckFailed`. */
  code: string;
  message: string | undefined;
  /** The item as it is, where the request asked for it. */
  item?: object;
}

/** Reasons that pass by themselves: the same transaction may succeed a moment later. */
const PASSING = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/** The reasons of a `TransactionCanceledException`; requests that were not the cause are left out. */
export function cancellationReasons(error: unknown): CancellationReason[] {
  const { CancellationReasons: list } = (error ?? {}) as { CancellationReasons?: unknown };
  if (!Array.isArray(list)) return [];
  return list
    .map((entry: { Code?: unknown; Message?: unknown; Item?: unknown } | null, index) => ({
      position: index + 1,
      code: typeof entry?.Code === 'string' ? entry.Code : 'None',
      message: typeof entry?.Message === 'string' ? entry.Message : undefined,
      ...(isObject(entry?.Item) ? { item: entry.Item } : {}),
    }))
    .filter(({ code }) => code !== 'None');
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Retrying a canceled transaction can help: every reason is contention or throttling. */
export function isPassing(reasons: readonly CancellationReason[]): boolean {
  return reasons.length > 0 && reasons.every(({ code }) => PASSING.has(code));
}

/** The reasons as a message: `request 2: ConditionalCheckFailed: The conditional request failed`. */
export function explainCancellation(reasons: readonly CancellationReason[]): string {
  return reasons
    .map(({ position, code, message }) => `request ${position}: ${code}${message ? `: ${message}` : ''}`)
    .join('; ');
}
