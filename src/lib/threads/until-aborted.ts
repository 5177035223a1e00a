/**
 * The elements of a source until the signal is raised: then what `stopped` returns is thrown, even if the source is
 * waiting for an element that never comes, which is left behind.
 */
export async function* untilAborted<T>(
  source: AsyncIterable<T>,
  signal: AbortSignal,
  stopped: () => unknown,
): AsyncGenerator<T, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  // One listener for all elements: racing each with one promise would keep all of them in memory.
  let wake = (): void => undefined;
  const onAbort = (): void => wake();
  signal.addEventListener('abort', onAbort);
  try {
    for (;;) {
      if (signal.aborted) throw stopped();
      const next = await new Promise<IteratorResult<T>>((resolve, reject) => {
        wake = () => reject(stopped());
        iterator.next().then(resolve, reject);
      });
      if (next.done) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    if (!signal.aborted) await iterator.return?.();
  }
}
