/** A piece of work, and the keys that it changes. */
export interface KeyedTask {
  readonly keys: readonly string[];
}

/**
 * Runs tasks as they come, up to `concurrency` at a time; two with the same key one after the other, in the order in
 * which they came. The first failure ends it: no further task is started, those under way are awaited, and the failure
 * is thrown (as are errors of the source of tasks).
 */
export async function runKeyed<T extends KeyedTask>(
  tasks: AsyncIterable<T>,
  run: (task: T) => Promise<void>,
  concurrency: number,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const lastOfKey = new Map<string, Promise<void>>();
  const failures: unknown[] = [];
  const start = (task: T): void => {
    const done = run(task)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => {
        running.delete(done);
        for (const key of task.keys) if (lastOfKey.get(key) === done) lastOfKey.delete(key);
      });
    running.add(done);
    for (const key of task.keys) lastOfKey.set(key, done);
  };
  try {
    for await (const task of tasks) {
      await Promise.all(task.keys.flatMap((key) => lastOfKey.get(key) ?? []));
      while (running.size >= concurrency) await Promise.race(running);
      if (failures.length > 0) break;
      start(task);
    }
  } finally {
    await Promise.all(running);
  }
  if (failures.length > 0) throw failures[0];
}
