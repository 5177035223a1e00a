/** The reason of one request because of which a transaction was canceled. */
export interface CancellationReason {
  /** Of the request in the transaction, counted from 1. */
  position: number;
  /** Such as `ConditionalCheckFailed`. */
  code: string;
  message: string | undefined;
  /** The item as it is, in DynamoDB JSON, where the request asked for it. */
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
      ...(isObject(entry?.Item) ? { item: jsonSafe(entry.Item) as object } : {}),
    }))
    .filter(({ code }) => code !== 'None');
}

/** Binary as base64, as in DynamoDB JSON; members of any name stay. */
function jsonSafe(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(jsonSafe);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, jsonSafe(member)]));
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
