import { describe, expect, test } from 'vitest';
import { type KeyedTask, runKeyed } from '../../../src/lib/threads/keyed-pool.ts';
import { mapInOrder } from '../../../src/lib/threads/map-in-order.ts';

/** Work that ends when `open` or `fail` is called. */
function gate(): { opened: Promise<void>; open(): void; fail(error: Error): void } {
  let open = (): void => undefined;
  let fail = (_: Error): void => undefined;
  const opened = new Promise<void>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { opened, open: () => open(), fail: (error) => fail(error) };
}

async function* each<T>(values: readonly T[], failure?: Error): AsyncGenerator<T> {
  yield* values;
  if (failure !== undefined) throw failure;
}

/** Lets everything that can go on do so. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

interface Task extends KeyedTask {
  name: string;
}

function tasks(...specs: [name: string, ...keys: string[]][]): Task[] {
  return specs.map(([name, ...keys]) => ({ name, keys }));
}

describe('runKeyed', () => {
  test('runs as many at a time as it may', async () => {
    const gates = [gate(), gate(), gate()];
    const started: string[] = [];
    const run = runKeyed(
      each(tasks(['0'], ['1'], ['2'])),
      ({ name }) => {
        started.push(name);
        return gates[Number(name)]?.opened ?? Promise.resolve();
      },
      2,
    );
    await settle();
    expect(started).toEqual(['0', '1']);
    gates[1]?.open();
    await settle();
    expect(started).toEqual(['0', '1', '2']);
    gates[0]?.open();
    gates[2]?.open();
    await run;
  });

  test('runs those of the same key one after the other', async () => {
    const first = gate();
    const events: string[] = [];
    const run = runKeyed(
      each(tasks(['a', 'x'], ['b', 'y', 'x'], ['c', 'y'])),
      async ({ name }) => {
        events.push(`${name} begins`);
        if (name === 'a') await first.opened;
        events.push(`${name} ends`);
      },
      8,
    );
    await settle();
    expect(events).toEqual(['a begins']);
    first.open();
    await run;
    expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  test('starts nothing after a failure, and waits for what is running', async () => {
    const [bad, other] = [gate(), gate()];
    const events: string[] = [];
    const run = runKeyed(
      each(tasks(['bad'], ['other'], ['late'], ['later'])),
      async ({ name }) => {
        events.push(name);
        await (name === 'bad' ? bad : other).opened;
        events.push(`${name} ends`);
      },
      2,
    );
    const ended = Promise.allSettled([run]);
    await settle();
    expect(events).toEqual(['bad', 'other']);
    bad.fail(new Error('bad'));
    await settle();
    other.open();
    expect(await ended).toMatchObject([{ status: 'rejected', reason: { message: 'bad' } }]);
    expect(events).toEqual(['bad', 'other', 'other ends']);
  });

  test('waits for what is running when the source fails', async () => {
    const slow = gate();
    let hasEnded = false;
    const work = slow.opened.then(() => {
      hasEnded = true;
    });
    const ended = Promise.allSettled([runKeyed(each(tasks(['a']), new Error('no more')), () => work, 2)]);
    await settle();
    slow.open();
    expect(await ended).toMatchObject([{ status: 'rejected', reason: { message: 'no more' } }]);
    expect(hasEnded).toBe(true);
  });
});

describe('mapInOrder', () => {
  test('gives results in the order of what came, whichever is done first', async () => {
    const gates = [gate(), gate(), gate()];
    const results: number[] = [];
    const read = (async () => {
      const map = async (index: number): Promise<number> => {
        await gates[index]?.opened;
        return index;
      };
      const mapped = mapInOrder(each([0, 1, 2]), map, 3);
      for await (const result of mapped) results.push(result);
    })();
    gates[2]?.open();
    gates[1]?.open();
    await settle();
    expect(results).toEqual([]);
    gates[0]?.open();
    await read;
    expect(results).toEqual([0, 1, 2]);
  });

  test('throws a failure on its turn', async () => {
    const results: number[] = [];
    const map = async (value: number): Promise<number> => {
      if (value === 1) throw new Error('one');
      return value;
    };
    await expect(async () => {
      for await (const result of mapInOrder(each([0, 1, 2]), map, 2)) results.push(result);
    }).rejects.toThrow('one');
    expect(results).toEqual([0]);
  });
});
