import type { ErrorDetails } from './error-details.ts';

/**
 * Every error code, for scripts to compare, and the exit code that each ends with. Published in `docs/exit-codes.md`; a
 * code is never renamed, only added.
 */
export const EXIT_CODES = {
  Unexpected: 1,
  RefusedByService: 1,
  InvalidUsage: 2,
  InvalidSettings: 2,
  InvalidInput: 2,
  TypeWouldChange: 2,
  InvalidModel: 2,
  UnsupportedKeyType: 2,
  InvalidIndex: 2,
  InvalidQuery: 2,
  InvalidValue: 2,
  PrecisionError: 2,
  UnknownAttribute: 2,
  MissingPartitionKey: 2,
  MissingSortKey: 2,
  ScanProhibited: 2,
  DocumentNotValid: 2,
  Incomplete: 3,
  ItemNotFound: 4,
  TableNotFound: 4,
  IndexNotFound: 4,
  RecordNotFound: 4,
  SubclassNotFound: 4,
  MissingIndex: 4,
  ConditionFailed: 5,
  AlreadyExists: 5,
  RecordNotUnique: 5,
  StaleObject: 5,
  RecordNotSaved: 5,
  RecordNotDestroyed: 5,
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

export interface AutodyneErrorOptions<C extends ErrorCode = ErrorCode> {
  /** The next steps: one imperative sentence each. */
  suggestions?: readonly string[];
  /** Facts for scripts, printed under `--json`. */
  details?: ErrorDetails<C>;
  cause?: unknown;
}

/**
 * The command line's bundle and an app have a copy of the class each: errors are known by this mark, not by their
 * class.
 */
const MARK = Symbol.for('autodyne.AutodyneError');

/**
 * The one error that autodyne throws on purpose: what failed, on which table, item, index or file, and what
 * to do next. Everything else that escapes is a bug and keeps its stack.
 */
export class AutodyneError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  readonly exitCode: number;
  readonly suggestions: readonly string[];
  readonly details: ErrorDetails<C>;

  constructor(code: C, message: string, options: AutodyneErrorOptions<C> = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    Object.defineProperty(this, MARK, { value: true });
    this.name = 'AutodyneError';
    this.code = code;
    this.exitCode = EXIT_CODES[code];
    this.suggestions = options.suggestions ?? [];
    this.details = options.details ?? ({} as ErrorDetails<C>);
  }
}

/**
 * True for an {@link AutodyneError}, whichever copy of the class made it (the command line and an app have one each);
 * of `code` when one is given.
 */
export function isAutodyneError<C extends ErrorCode = ErrorCode>(
  error: unknown,
  code?: C,
): error is AutodyneError<C> {
  if (typeof error !== 'object' || error === null || !Object.hasOwn(error, MARK)) return false;
  return code === undefined || (error as AutodyneError).code === code;
}
