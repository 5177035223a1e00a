import { useLayoutEffect, useState } from 'preact/hooks';
import { type ApiError, apiErrorOf } from './api-error.ts';

export interface Polled<T> {
  /** The last one that came, whatever went wrong since. */
  value: T;
  /** Of the last time; `undefined` once it is responded to again. */
  error: ApiError | undefined;
  /** Asks again at once. */
  refresh(): void;
}

/**
 * Asks now, and again every `everyMs` while the tab is shown; a hidden tab asks nothing, and catches up once it is shown.
 * @param name what is asked for: with another one it is asked at once, and the last value stays until then
 * @param first the value until one comes
 */
export function usePolling<T, First extends T | undefined>(
  name: string,
  first: First,
  ask: (signal: AbortSignal) => Promise<T>,
  everyMs: (value: T | First) => number,
): Polled<T | First> {
  const [state, setState] = useState<{ value: T | First; error: ApiError | undefined }>({
    value: first,
    error: undefined,
  });
  const [round, setRound] = useState(0);
  // What is asked for is told by its name. Before the browser paints: the request is on its way meanwhile.
  useLayoutEffect(() => {
    const controller = new AbortController();
    let latest = state.value;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let dueAt = 0;
    async function poll(): Promise<void> {
      dueAt = Number.POSITIVE_INFINITY;
      try {
        latest = await ask(controller.signal);
        if (!controller.signal.aborted) setState({ value: latest, error: undefined });
      } catch (error) {
        if (controller.signal.aborted) return;
        setState(({ value }) => ({ value, error: apiErrorOf(error) }));
      }
      dueAt = Date.now() + everyMs(latest);
      schedule();
    }
    function schedule(): void {
      clearTimeout(timer);
      if (document.hidden || controller.signal.aborted || dueAt === Number.POSITIVE_INFINITY) return;
      timer = setTimeout(() => void poll(), Math.max(0, dueAt - Date.now()));
    }
    document.addEventListener('visibilitychange', schedule);
    void poll();
    return () => {
      controller.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', schedule);
    };
  }, [name, round]);
  return { ...state, refresh: () => setRound((count) => count + 1) };
}
