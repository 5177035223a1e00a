import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import type { RestoreProgress } from './checkpoint-schema.ts';

/** Why a restore stops before its end. */
export type RestoreStopReason = 'failed' | 'interrupted' | 'units spent';

/** What a person is told of a restore that stopped: how far it came, and how to go on. */
export function stoppedRestore(
  reason: RestoreStopReason,
  failure: unknown,
  progress: RestoreProgress,
  { isResumable, resumeCommand = 'the same command with --resume' }: ResumeOptions,
): unknown {
  const { read, written, skipped, rejected } = progress;
  const soFar = `so far ${read} read = ${written} written + ${skipped} skipped + ${rejected} rejected`;
  const resume = isResumable
    ? `go on: ${resumeCommand}`
    : 'standard input cannot be resumed: restore again, with --mode skip-existing or overwrite';
  const details = { ...progress };
  if (reason === 'failed') {
    if (!isAutodyneError(failure)) return failure;
    return new AutodyneError(failure.code, `${failure.message}; ${soFar}`, {
      suggestions: [...failure.suggestions, resume],
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

interface ResumeOptions {
  isResumable: boolean;
  resumeCommand?: string | undefined;
}

/** What a person is told when the first checkpoint cannot be written. */
export function notBegun(error: unknown): unknown {
  if (!isAutodyneError(error)) return error;
  const { message, suggestions, details } = error;
  return new AutodyneError('InvalidInput', `${message}; nothing was written to the table`, {
    suggestions: [...suggestions, 'or let it be noted elsewhere how far it is: XDG_STATE_HOME=FOLDER'],
    details,
    cause: error,
  });
}
