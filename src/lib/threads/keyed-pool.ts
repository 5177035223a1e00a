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
  const pool = new KeyedPool(run, concurrency);
  try {
    for await (const task of tasks) {
      await pool.roomFor(task);
      if (pool.failures.length > 0) break;
      pool.start(task);
    }
  } finally {
    await pool.done();
  }
  if (pool.failures.length > 0) throw pool.failures[0];
}

/** (Methods, not functions within a function: V8 compiles those anew for each call of the outer one.) */
class KeyedPool<T extends KeyedTask> {
  readonly failures: unknown[] = [];
  readonly #run: (task: T) => Promise<void>;
  readonly #concurrency: number;
  readonly #running = new Set<Promise<void>>();
  readonly #lastOfKey = new Map<string, KeyedRun>();

  constructor(run: (task: T) => Promise<void>, concurrency: number) {
    this.#run = run;
    this.#concurrency = concurrency;
  }

  /** Waits for those with a key of the task, and until fewer than `concurrency` are under way. */
  async roomFor(task: T): Promise<void> {
    for (const key of task.keys) await this.#lastOfKey.get(key)?.done;
    while (this.#running.size >= this.#concurrency) await Promise.race(this.#running);
  }

  start(task: T): void {
    const run = new KeyedRun();
    for (const key of task.keys) this.#lastOfKey.set(key, run);
    run.done = this.#finish(task, run);
    if (!run.isDone) this.#running.add(run.done);
  }

  async done(): Promise<void> {
    await Promise.all(this.#running);
  }

  async #finish(task: T, run: KeyedRun): Promise<void> {
    try {
      await this.#run(task);
    } catch (error) {
      this.failures.push(error);
    }
    run.isDone = true;
    this.#running.delete(run.done);
    for (const key of task.keys) if (this.#lastOfKey.get(key) === run) this.#lastOfKey.delete(key);
  }
}

class KeyedRun {
  done = Promise.resolve();
  isDone = false;
}
