import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import type { RestoreProgress } from './checkpoint-schema.ts';

/** Why a restore stops before its end. */
export type RestoreStopReason = 'failed' | 'interrupted' | 'units spent';

/** What a person is told of a restore that stopped: how far it came, and how to go on. */
export function stoppedRestore(
  reason: RestoreStopReason,
  failure: unknown,
  progress: RestoreProgress,
  { isResumable, isStdin, resumeCommand = 'the same command with --resume' }: ResumeOptions,
): unknown {
  const { read, written, skipped, rejected } = progress;
  const soFar = `so far ${read} read = ${written} written + ${skipped} skipped + ${rejected} rejected`;
  const resume = isResumable
    ? `go on: ${resumeCommand}`
    : `${isStdin ? 'standard input' : 'this restore'} cannot be resumed: restore again, with --mode skip-existing or overwrite`;
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
  isStdin: boolean;
  resumeCommand?: string | undefined;
}
