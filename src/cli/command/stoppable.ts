import { AutodyneError, isAutodyneError } from '../../lib/errors/autodyne-error.ts';
import { countText } from '../../lib/errors/count-text.ts';
import { untilAborted } from '../../lib/threads/until-aborted.ts';
import type { Progress } from '../render/progress.ts';
import { afterGrace, announceStop, interruptible } from './interrupt.ts';

export interface StoppableWrite {
  progress: Progress;
  /** The expected total, as soon as it is known. */
  totalItems: () => number | undefined;
  /** The input is standard input, which may be waited for. */
  isStdin: boolean;
  /** The error's message after Ctrl-C, with the number of items that were written. */
  message: (written: number) => string;
  /** The suggestion of that error: how to go on. */
  way: string;
}

/** The options of a write of many items that Ctrl-C stops. */
export interface StopOptions {
  /** The items until Ctrl-C is pressed. */
  untilStopped: <T>(items: AsyncIterable<T>) => AsyncIterable<T>;
  /** Throws once Ctrl-C was pressed; for work before the first write. */
  assertGoing: () => void;
  /** Of requests under way: raised a short time after Ctrl-C. */
  signal: AbortSignal;
  onSettled: (count: number) => void;
}

/**
 * Runs a write of many items with a progress bar. Ctrl-C ends the items; current requests are finished, and the error
 * has what is written and how to go on.
 * @throws AutodyneError `Interrupted`, or as the work fails
 */
export async function writeUntilStopped<T>(
  { progress, totalItems, isStdin, message, way }: StoppableWrite,
  work: (options: StopOptions) => Promise<T>,
): Promise<T> {
  let itemCount = 0;
  try {
    return await interruptible((signal) => {
      announceStop(signal, progress);
      return work({
        untilStopped: (items) => untilAborted(items, signal, interrupted),
        assertGoing: () => {
          if (signal.aborted) throw interrupted();
        },
        signal: afterGrace(signal),
        onSettled: (count) => {
          itemCount += count;
          progress.update({ itemCount, totalItems: totalItems() });
        },
      });
    });
  } catch (error) {
    if (!isAutodyneError(error, 'Interrupted')) throw error;
    if (isStdin) process.stdin.destroy();
    const { written = 0, unprocessed = 0 } = error.details;
    const unknown = unprocessed === 0 ? '' : `, sent but not known to be written: ${countText(unprocessed)}`;
    throw new AutodyneError('Interrupted', `${message(written)}${unknown}`, {
      suggestions: [way],
      details: error.details,
      cause: error,
    });
  } finally {
    progress.end();
  }
}

/**
 * Reads a source until Ctrl-C is pressed: for reads that leave no request under way, and before a write begins.
 * @param isStdin the source is standard input, which may be waited for
 * @param stopped the error for Ctrl-C
 * @throws what `stopped` returns, or as the work fails
 */
export function readUntilStopped<T, R>(
  source: AsyncIterable<T>,
  { isStdin, stopped }: { isStdin: boolean; stopped: () => AutodyneError },
  work: (source: AsyncIterable<T>) => Promise<R>,
): Promise<R> {
  return interruptible(async (signal) => {
    try {
      return await work(untilAborted(source, signal, stopped));
    } finally {
      if (signal.aborted && isStdin) process.stdin.destroy();
    }
  });
}

function interrupted(): AutodyneError {
  return new AutodyneError('Interrupted', 'interrupted');
}
