import { setTimeout as sleep } from 'node:timers/promises';

/** Waits, and resolves to true; resolves to false at once when the signal is, or gets, raised. */
export async function abortableDelay(signal: AbortSignal | undefined, delayMs: number): Promise<boolean> {
  try {
    await sleep(delayMs, undefined, signal === undefined ? {} : { signal });
    return true;
  } catch {
    return false;
  }
}
