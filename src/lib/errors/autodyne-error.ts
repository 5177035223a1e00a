/**
 * What can go wrong, as one word a script can compare, and the exit code that each ends with.
 * Published in `docs/exit-codes.md`; a code is never renamed, only added.
 */
export const EXIT_CODES = {
  Unexpected: 1,
  RefusedByService: 1,
  InvalidUsage: 2,
  InvalidSettings: 2,
  InvalidInput: 2,
  TypeWouldChange: 2,
  Incomplete: 3,
  ItemNotFound: 4,
  TableNotFound: 4,
  IndexNotFound: 4,
  ConditionFailed: 5,
  AlreadyExists: 5,
  CredentialsRefused: 6,
  AccessDenied: 6,
  ProxyRefused: 6,
  ReadOnly: 6,
  Throttled: 7,
  Unreachable: 7,
  CheckFailed: 8,
  Interrupted: 130,
} as const;

export type ErrorCode = keyof typeof EXIT_CODES;

export interface AutodyneErrorOptions {
  /** What the reader can do next: one imperative sentence each. */
  suggestions?: readonly string[];
  /** Facts for scripts, printed under `--json`: JSON values only, never a secret. */
  details?: Readonly<Record<string, unknown>>;
  cause?: unknown;
}

/**
 * The one error that autodyne throws on purpose: what failed, on which table, item, index or file, and what
 * to do next. Everything else that escapes is a bug and keeps its stack.
 */
export class AutodyneError extends Error {
  readonly code: ErrorCode;
  readonly exitCode: number;
  readonly suggestions: readonly string[];
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: AutodyneErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AutodyneError';
    this.code = code;
    this.exitCode = EXIT_CODES[code];
    this.suggestions = options.suggestions ?? [];
    this.details = options.details ?? {};
  }
}

/** Whether `error` is an {@link AutodyneError}, of `code` when one is given. */
export function isAutodyneError(error: unknown, code?: ErrorCode): error is AutodyneError {
  return error instanceof AutodyneError && (code === undefined || error.code === code);
}
