import type { ConflictBody, ErrorBody } from '../../dashboard/api-types.ts';

/** A refusal of the server, in the command line's own shape; status 0 where no response came. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly suggestions: readonly string[];
  readonly details: Readonly<Record<string, unknown>>;
  readonly body: ErrorBody;

  constructor(status: number, body: ErrorBody) {
    const { code, message, suggestions, details = {} } = body.error;
    super(message);
    this.status = status;
    this.code = code;
    this.suggestions = suggestions ?? [];
    this.details = details;
    this.body = body;
  }
}

/** What stands in the table instead of what was read: the body of a 409 of PUT and DELETE. */
export function conflictOf(error: unknown): ConflictBody | undefined {
  return error instanceof ApiError && error.status === 409 && 'theirs' in error.body
    ? (error.body as ConflictBody)
    : undefined;
}

/** Anything that was caught, as an error that can be shown. */
export function apiErrorOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ApiError(0, { error: { code: 'Unexpected', message, suggestions: [] } });
}
