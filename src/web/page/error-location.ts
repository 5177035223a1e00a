import type { ApiError } from '../api/api-error.ts';

/** Both count from 1; columns in UTF-16 units, as the command line counts them. */
export interface ErrorLocation {
  line: number;
  column: number;
}

/** Line and column of what the server refused; `undefined` if its message has none. */
export function errorLocation({ details }: ApiError, text: string): ErrorLocation | undefined {
  const { line, column } = details;
  if (typeof line !== 'number' || typeof column !== 'number') return undefined;
  return line <= text.split('\n').length ? { line, column } : undefined;
}

/** The same as an offset, for a selection. */
export function offsetOf(text: string, { line, column }: ErrorLocation): number {
  const before = text.split('\n').slice(0, line - 1);
  return before.reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
}
