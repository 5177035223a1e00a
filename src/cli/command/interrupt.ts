/** What asks a process to end. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs work that Ctrl-C may stop by its signal, or SIGTERM, or SIGHUP: the end of a terminal. A second one ends the
 * process at once, as ever.
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
