import { AutodyneError, isAutodyneError } from '../errors/autodyne-error.ts';
import type { RestoreProgress } from './checkpoint-schema.ts';

/** Why a restore stops before its end. */
export type RestoreStopReason = 'failed' | 'interrupted' | 'units spent';

/** The error for a restore that stopped: the counts so far, and how to resume. */
export function stoppedRestore(
  reason: RestoreStopReason,
  failure: unknown,
  progress: RestoreProgress,
  { isResumable, isStdin, resumeCommand = 'the same command with --resume' }: ResumeOptions,
): unknown {
  const { read, written, skipped, rejected } = progress;
  const soFar = `so far ${read} read = ${written} written + ${skipped} skipped + ${rejected} rejected`;
  const resume = isResumable
    ? `to continue: ${resumeCommand}`
    : `${isStdin ? 'standard input' : 'this restore'} cannot be resumed: restore again, with --mode skip-existing or overwrite`;
  const details = { ...progress };
  if (reason === 'failed') {
    if (!isAutodyneError(failure)) return failure;
    const isUndone = isChangedSource(failure);
    // The input is wrong as long as none of it is written; from then on some of it is in the table.
    const code = failure.code === 'InvalidInput' && read > 0 ? 'Incomplete' : failure.code;
    return new AutodyneError(code, `${failure.message}; ${soFar}`, {
      suggestions: [...failure.suggestions, ...(isUndone ? [] : [resume])],
      details: { ...failure.details, ...details },
      cause: failure,
    });
  }
  const options = { suggestions: [resume], details };
  if (reason === 'interrupted') {
    return new AutodyneError('Interrupted', `the restore was interrupted; ${soFar}`, options);
  }
  return new AutodyneError('Incomplete', `the restore stopped at --max-units; ${soFar}`, options);
}

/** A restore whose source was changed meanwhile cannot be resumed. */
export function isChangedSource(failure: unknown): boolean {
  return isAutodyneError(failure, 'Incomplete') && failure.details.changedFile !== undefined;
}

interface ResumeOptions {
  isResumable: boolean;
  isStdin: boolean;
  resumeCommand?: string | undefined;
}
