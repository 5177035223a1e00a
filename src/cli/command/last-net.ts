import { rmSync } from 'node:fs';
import { errorFacts } from '../../lib/errors/from-aws-error.ts';
import { writeStderr } from '../render/output.ts';
import { exitCodeOf, renderError } from '../render/render-error.ts';

/** Work that leaves files behind if the process ends before it is done. */
export interface WorkUnderWay {
  /** The command that continues it. */
  resumeCommand?: string | undefined;
  /** Files to remove: locks, and partial files that cannot be continued. */
  leftovers?: readonly string[];
}

const underWay = new Set<WorkUnderWay>();

/** Runs work. If an uncaught error ends the process meanwhile, its leftovers are removed and the resume command printed. */
export async function underTheNet<T>(work: WorkUnderWay, run: () => Promise<T>): Promise<T> {
  underWay.add(work);
  try {
    return await run();
  } finally {
    underWay.delete(work);
  }
}

/**
 * Handles uncaught exceptions and unhandled rejections as any other error: the message is printed, and the process ends
 * with the exit code of the error.
 */
export function catchWhatEscapes(): void {
  process.once('uncaughtException', endWith);
  process.once('unhandledRejection', endWith);
}

function endWith(error: unknown): never {
  try {
    for (const { leftovers = [] } of underWay) for (const path of leftovers) removeQuietly(path);
    const ways = [...underWay].flatMap(({ resumeCommand }) =>
      resumeCommand === undefined ? [] : [`completed work is kept; to continue: ${resumeCommand}`],
    );
    if (errorFacts(error).code !== 'EEXIT') writeStderr(renderError(error, ways));
  } finally {
    process.exit(exitCodeOf(error));
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It stays, as after SIGKILL.
  }
}
