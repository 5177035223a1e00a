import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { WAYS } from '../../errors/ways.ts';

/**
 * The error for a write of many items that ended early.
 * @param error what ended it: the service's failure, or the error of the items' source
 * @param unprocessed items that were sent and are not known to be written
 */
export function incompleteWrite(
  error: unknown,
  tableName: string,
  written: number,
  unprocessed: number,
): unknown {
  if (!isAutodyneError(error)) return error;
  if (error.code === 'InvalidInput') {
    const before = written === 0 ? 'nothing was written' : `written before it: ${written}`;
    return new AutodyneError('InvalidInput', `${error.message} (${before})`, {
      suggestions: error.suggestions,
      details: { ...error.details, written },
      cause: error,
    });
  }
  if (error.code === 'Interrupted') {
    const details = { ...error.details, written, unprocessed };
    return new AutodyneError('Interrupted', error.message, { details, cause: error });
  }
  if (written === 0 && error.code !== 'Incomplete') return error;
  return new AutodyneError(
    'Incomplete',
    `incomplete: written to table "${tableName}": ${written}, sent but not written: ${unprocessed}; ${error.message}`,
    {
      suggestions:
        error.suggestions.length > 0 && error.code === 'Incomplete' ? error.suggestions : [WAYS.writeAgain],
      details: { ...(error.code === 'Incomplete' ? error.details : {}), written, unprocessed },
      cause: error,
    },
  );
}
