import type { CheckpointLock } from '../../lib/restore/checkpoint.ts';
import { SIGNALS } from './interrupt.ts';
import { underTheNet } from './last-net.ts';

/**
 * Runs work while holding a lock, if there is one, and releases it however the work ends: by success, an error, an
 * uncaught exception, or a signal that nothing else handles, which then ends the process as usual.
 */
export async function holding<T>(lock: CheckpointLock | undefined, work: () => Promise<T>): Promise<T> {
  if (lock === undefined) return work();
  const { path, release } = lock;
  const forget = (): void => {
    for (const name of SIGNALS) process.off(name, onSignal);
  };
  const onSignal = (name: NodeJS.Signals): void => {
    // Work that can be stopped listens too, and ends by itself.
    if (process.listenerCount(name) > 1) return;
    forget();
    release();
    process.kill(process.pid, name);
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  try {
    return await underTheNet({ leftovers: [path] }, work);
  } finally {
    forget();
    release();
  }
}
