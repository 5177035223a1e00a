import { setTimeout } from 'node:timers/promises';
import type { WaitBetweenTries } from '../../client/unprocessed-backoff.ts';
import { AutodyneError } from '../../errors/autodyne-error.ts';
import { closest } from '../../errors/closest.ts';

/** Waits once; the next call is the next try of the same batch. */
export type BackoffWait = () => Promise<void>;

/** A strategy: a function of what it is given, which gives a new wait for each batch. */
export type BackoffStrategy = (given: never) => BackoffWait;

/** A strategy, by its name, or its name with what it is given: `{ exponential: { baseBackoff: 0.2, ceiling: 10 } }`. */
export type Backoff = string | Readonly<Record<string, unknown>>;

const pause = (seconds: number): Promise<void> => setTimeout(seconds * 1000);

const strategies = new Map<string, BackoffStrategy>([
  // What is left is sent again at once.
  ['none', () => () => Promise.resolve()],
  [
    'constant',
    (seconds: number = 1) =>
      () =>
        pause(seconds),
  ],
  [
    'exponential',
    ({ baseBackoff = 0.5, ceiling = 3 }: { baseBackoff?: number; ceiling?: number } = {}) => {
      let times = 0;
      return () => {
        times += 1;
        return pause(baseBackoff * 2 ** (Math.min(times, ceiling) - 1));
      };
    },
  ],
]);

const BUILT_IN: ReadonlySet<string> = new Set(strategies.keys());

/**
 * Adds a strategy of the app's own: `configure({ backoff: { custom: 10 } })` then calls it with 10 for each row of tries. One
 * that has the same name is replaced.
 * @throws AutodyneError `InvalidSettings` for the name of a built-in strategy, and for what is no function
 */
export function defineBackoff<Given>(name: string, strategy: (given: Given) => BackoffWait): void {
  if (BUILT_IN.has(name)) {
    throw new AutodyneError('InvalidSettings', `the backoff strategy "${name}" is built in`, {
      suggestions: ['define yours under another name'],
    });
  }
  if (typeof strategy !== 'function') {
    throw new AutodyneError('InvalidSettings', `the backoff strategy "${name}" is no function`, {
      suggestions: [`defineBackoff('${name}', (seconds) => async () => { … })`],
    });
  }
  strategies.set(name, strategy as BackoffStrategy);
}

/**
 * The wait between tries that a setting asks for, as batches take it; begun anew for each row of responses that take
 * nothing. Undefined for the batches' own, which is random below a growing bound.
 * @throws AutodyneError `InvalidSettings` for a strategy that nobody defined
 */
export function waitOf(backoff: Backoff | undefined): WaitBetweenTries | undefined {
  if (backoff === undefined) return undefined;
  const [name = '', given] = typeof backoff === 'string' ? [backoff] : (Object.entries(backoff)[0] ?? []);
  const strategy = strategies.get(name);
  if (strategy === undefined) throw unknownStrategy(name);
  const begin = (): BackoffWait => strategy(given as never);
  let wait: BackoffWait | undefined;
  return (attempt) => {
    if (attempt === 1) wait = undefined;
    wait ??= begin();
    return wait();
  };
}

/** How a model's items are got by their keys: so many in a request, and the wait that its settings ask for. */
export function batchesOf({ settings }: { settings: { batchSize: number; backoff: Backoff | undefined } }): {
  batchSize: number;
  wait: WaitBetweenTries | undefined;
} {
  return { batchSize: settings.batchSize, wait: waitOf(settings.backoff) };
}

function unknownStrategy(name: string): AutodyneError {
  const near = closest(name, [...strategies.keys()]);
  return new AutodyneError('InvalidSettings', `"${name}" is not a backoff strategy`, {
    suggestions: [
      `strategies: ${[...strategies.keys()].join(', ')}`,
      ...(near === undefined ? [] : [`did you mean ${near}?`]),
    ],
  });
}
