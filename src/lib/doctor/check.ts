import { type AutodyneError, isAutodyneError } from '../errors/autodyne-error.ts';

/** In the order in which they are made. */
export const CHECK_NAMES = [
  'settings',
  'endpoint',
  'credentials',
  'clock',
  'table',
  'key schema',
  'latency',
  'item count',
  'proxy',
  'UpdateTable',
] as const;

export type CheckName = (typeof CHECK_NAMES)[number];

/** One finding of the doctor's. */
export interface Check {
  name: CheckName;
  /** `skipped` is neither good nor bad: the check could not be made, or there is nothing to check. */
  status: 'ok' | 'failed' | 'skipped';
  finding: string;
  /** One sentence each, in the imperative. */
  fixes: readonly string[];
}

export function ok(name: CheckName, finding: string): Check {
  return { name, status: 'ok', finding, fixes: [] };
}

export function failed(name: CheckName, finding: string, fixes: readonly string[] = []): Check {
  return { name, status: 'failed', finding, fixes };
}

export function skipped(name: CheckName, finding: string): Check {
  return { name, status: 'skipped', finding, fixes: [] };
}

/** A check that ended in an error: its message and suggestions. Anything but an AutodyneError is a bug, and thrown. */
export function failedBy(name: CheckName, error: unknown): Check {
  const { message, suggestions } = asAutodyneError(error);
  return failed(name, message, suggestions);
}

/** The error, if it is one for people; anything else is a bug, and thrown. */
export function asAutodyneError(error: unknown): AutodyneError {
  if (isAutodyneError(error)) return error;
  throw error;
}
