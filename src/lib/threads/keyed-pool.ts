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
  const pool: KeyedPool<T> = { run, concurrency, running: new Set(), lastOfKey: new Map(), failures: [] };
  try {
    for await (const task of tasks) {
      await waitForRoom(pool, task);
      if (pool.failures.length > 0) break;
      start(pool, task);
    }
  } finally {
    await Promise.all(pool.running);
  }
  if (pool.failures.length > 0) throw pool.failures[0];
}

/**
 * (No class: with its last instance V8 forgets the shape, and the code that was compiled for it; the shapes of literals
 * it keeps. Nor functions within a function, which it compiles anew for each call of the outer one.)
 */
interface KeyedPool<T extends KeyedTask> {
  readonly run: (task: T) => Promise<void>;
  readonly concurrency: number;
  readonly running: Set<Promise<void>>;
  readonly lastOfKey: Map<string, KeyedRun>;
  readonly failures: unknown[];
}

interface KeyedRun {
  done: Promise<void>;
  isDone: boolean;
}

/** Waits for those with a key of the task, and until fewer than `concurrency` are under way. */
async function waitForRoom<T extends KeyedTask>(pool: KeyedPool<T>, task: T): Promise<void> {
  for (const key of task.keys) {
    const last = pool.lastOfKey.get(key);
    // To wait for nothing is work too: there is a key for each item.
    if (last !== undefined) await last.done;
  }
  while (pool.running.size >= pool.concurrency) await Promise.race(pool.running);
}

function start<T extends KeyedTask>(pool: KeyedPool<T>, task: T): void {
  const run: KeyedRun = { done: Promise.resolve(), isDone: false };
  for (const key of task.keys) pool.lastOfKey.set(key, run);
  run.done = finish(pool, task, run);
  if (!run.isDone) pool.running.add(run.done);
}

async function finish<T extends KeyedTask>(pool: KeyedPool<T>, task: T, run: KeyedRun): Promise<void> {
  try {
    await pool.run(task);
  } catch (error) {
    pool.failures.push(error);
  }
  run.isDone = true;
  pool.running.delete(run.done);
  for (const key of task.keys) if (pool.lastOfKey.get(key) === run) pool.lastOfKey.delete(key);
}
