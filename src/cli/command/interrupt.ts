import type { Progress } from '../render/progress.ts';

/** The signals that ask a process to end. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs work that stops when its signal is aborted: by Ctrl-C, SIGTERM, or SIGHUP (the terminal was closed). A second one
 * ends the process at once.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const forget = (): void => {
    for (const name of SIGNALS) process.off(name, abort);
  };
  const abort = (): void => {
    forget();
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, abort);
  try {
    return await work(controller.signal);
  } finally {
    forget();
  }
}

/** Time for current requests to finish after Ctrl-C. */
export const STOP_GRACE_MS = 5_000;

/** Prints, when the signal is aborted, that current requests are being finished. Returns the same signal. */
export function announceStop(signal: AbortSignal, progress: Progress): AbortSignal {
  const say = (): void => progress.say('Finishing current requests. Press Ctrl-C again to stop now');
  signal.addEventListener('abort', say, { once: true });
  return signal;
}

/** A signal that is aborted a short time after another one: for requests that are under way. */
export function afterGrace(signal: AbortSignal): AbortSignal {
  const late = new AbortController();
  signal.addEventListener('abort', () => setTimeout(() => late.abort(), STOP_GRACE_MS).unref(), {
    once: true,
  });
  return late.signal;
}
