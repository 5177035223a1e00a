import { rmSync } from 'node:fs';
import { errorFacts } from '../../lib/errors/from-aws-error.ts';
import { writeStderr } from '../render/output.ts';
import { exitCodeOf, renderError } from '../render/render-error.ts';

/** Work that leaves something behind when the process ends in its midst. */
export interface WorkUnderWay {
  /** What a person types to go on with it. */
  resumeCommand?: string | undefined;
  /** Files that would be in the way: locks, parts of files that cannot be gone on with. */
  leftovers?: readonly string[];
}

const underWay = new Set<WorkUnderWay>();

/** Runs work; should an error escape all handling meanwhile, its leftovers are removed, and the way to go on is told. */
export async function underTheNet<T>(work: WorkUnderWay, run: () => Promise<T>): Promise<T> {
  underWay.add(work);
  try {
    return await run();
  } finally {
    underWay.delete(work);
  }
}

/**
 * The last net: an error that was thrown where nobody waits for it ends the process with its exit code and in words,
 * as any other error does.
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
    // It stays, as after a kill.
  }
}
