import { type AutodyneError, isAutodyneError } from '../errors/autodyne-error.ts';

/** What the doctor looks at, in order. */
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
  /** `skipped` is neither good nor bad: it could not be looked at, or there is nothing to look at. */
  status: 'ok' | 'failed' | 'skipped';
  finding: string;
  /** What to do about it, one sentence each. */
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

/** A check that ended in an error: its words and its ways out. Anything but an AutodyneError is a bug, and thrown. */
export function failedBy(name: CheckName, error: unknown): Check {
  const { message, suggestions } = asAutodyneError(error);
  return failed(name, message, suggestions);
}

/** The error as it was told to people; anything else is a bug, and thrown. */
export function asAutodyneError(error: unknown): AutodyneError {
  if (isAutodyneError(error)) return error;
  throw error;
}
