/**
 * Maps elements by an asynchronous function, up to `concurrency` at a time, and yields the results in the order of the
 * elements. Nothing more is started after a failure or when the reader stops.
 */
export async function* mapInOrder<T, R>(
  source: AsyncIterable<T> | Iterable<T>,
  map: (value: T) => Promise<R>,
  concurrency: number,
): AsyncGenerator<R, void> {
  const started: Promise<R>[] = [];
  try {
    for await (const value of source) {
      const result = map(value);
      // A failure is thrown on its turn; until then it is not an unhandled one.
      result.catch(() => undefined);
      started.push(result);
      if (started.length >= concurrency) yield await shiftOf(started);
    }
    while (started.length > 0) yield await shiftOf(started);
  } finally {
    await Promise.allSettled(started);
  }
}

function shiftOf<R>(started: Promise<R>[]): Promise<R> {
  const [first] = started.splice(0, 1);
  return first ?? Promise.reject(new Error('nothing was started'));
}
