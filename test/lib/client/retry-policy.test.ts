import { describe, expect, test } from 'vitest';
import {
  DEFAULT_RETRY_POLICY,
  type FailedAttempt,
  retryDelayMs,
} from '../../../src/lib/client/retry-policy.ts';

const refused = { code: 'ECONNREFUSED' };
const throttled = { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } };
const conflict = {
  name: 'TransactionCanceledException',
  CancellationReasons: [{ Code: 'TransactionConflict' }],
};
const condition = {
  name: 'TransactionCanceledException',
  CancellationReasons: [{ Code: 'ConditionalCheckFailed' }],
};
const skewed = { name: 'InvalidSignatureException', message: 'Signature expired' };

describe('retryDelayMs', () => {
  test.each<[string, Partial<FailedAttempt>, random: number, delayMs: number | undefined]>([
    ['the first delay is anything up to the base', {}, 1, 50],
    ['full jitter goes down to nothing', {}, 0, 0],
    ['the ceiling doubles', { attempt: 4 }, 1, 400],
    ['up to the longest delay', { attempt: 40 }, 0.5, 5000],
    ['a client error is final', { errorType: 'CLIENT_ERROR' }, 0, undefined],
    ['the deadline counts the delay in', { elapsedMs: 59_960 }, 1, undefined],
    ['just before the deadline', { elapsedMs: 59_950 }, 1, 50],
    ['nobody there: not for long', { error: refused, errorType: 'TRANSIENT', elapsedMs: 1990 }, 1, undefined],
    ['nobody there, whatever the SDK thinks', { error: refused, errorType: 'CLIENT_ERROR' }, 1, 50],
    ['gone, but was there', { error: refused, elapsedMs: 30_000, hasResponded: true }, 1, 50],
    ['contention that passes', { error: conflict, errorType: 'CLIENT_ERROR' }, 1, 50],
    ['a condition that fails', { error: condition, errorType: 'CLIENT_ERROR' }, 1, undefined],
    ['a clock set right: once', { error: skewed, errorType: 'TRANSIENT' }, 1, 50],
    ['a clock set right: not twice', { error: skewed, errorType: 'TRANSIENT', attempt: 2 }, 1, undefined],
    ['a wrong key', { error: skewed, errorType: 'CLIENT_ERROR' }, 1, undefined],
  ])('%s', (_, failure, random, delayMs) => {
    const attempt: FailedAttempt = {
      errorType: 'THROTTLING',
      error: throttled,
      attempt: 1,
      elapsedMs: 0,
      ...failure,
    };
    expect(retryDelayMs(DEFAULT_RETRY_POLICY, attempt, () => random)).toBe(delayMs);
  });
});
