import { AutodyneError } from '../../src/lib/errors/autodyne-error.ts';

/** The AutodyneError that a call throws; any other outcome fails the test. */
export function failure(call: () => unknown): AutodyneError {
  try {
    call();
  } catch (error) {
    if (error instanceof AutodyneError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** The same of a promise. */
export async function failureOf(promise: Promise<unknown>): Promise<AutodyneError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof AutodyneError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
