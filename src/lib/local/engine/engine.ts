import { AutodyneError } from '../../errors/autodyne-error.ts';
import { lockTwinFile } from './data-lock.ts';
import { type EngineEnd, type EngineProcess, startEngineProcess } from './engine-process.ts';
import { type EngineSearch, findEngine } from './find-engine.ts';
import { makePrivateDataFile } from './private-files.ts';

/** A DynamoDB server that autodyne started; requests must look signed, but any signature is accepted. */
export interface Engine {
  /** On the loopback interface; another one after the engine was started again. */
  readonly url: string;
  /** Resolves when it has ended for good, by {@link stop} or by itself. */
  readonly ended: Promise<EngineEnd>;
  /** Ends it, and resolves when it has ended. */
  stop(): Promise<void>;
}

export interface EngineOptions extends EngineSearch {
  /** The engine's executable; searched for (see {@link findEngine}) unless given. */
  path?: string | undefined;
  /** The data file, created when absent; in memory unless given. One engine at a time may use it. */
  dataFile?: string | undefined;
  /** Called when the engine ended by itself and is about to be started again. */
  onRestart?: ((end: EngineEnd) => void) | undefined;
}

/** An engine that dies more often than this within {@link RESTART_PERIOD_MS} is not started again. */
const MAX_RESTARTS = 5;
const RESTART_PERIOD_MS = 60_000;

/**
 * Starts the embedded engine at a free loopback address (see {@link freeEngineAddress}) and resolves when it responds
 * there. It ends with this process, however this process ends. One with a data file that ends by itself is started
 * again on the same data, at most five times a minute; data in memory is lost with it.
 * @throws AutodyneError `InvalidSettings` when there is no engine, or it does not start (with its own output);
 *   `InvalidUsage` when the data file is in use; `InvalidInput` when it cannot be written.
 */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const path = options.path ?? findEngine(options);
  if (path === undefined) throw noEngine();
  const { dataFile } = options;
  if (dataFile === undefined) return startEngineProcess(path, undefined);
  const unlock = lockTwinFile(dataFile);
  try {
    makePrivateDataFile(dataFile);
    const start = (): Promise<EngineProcess> => startEngineProcess(path, dataFile);
    const engine = keepRunning(await start(), start, options.onRestart);
    void engine.ended.then(unlock);
    return engine;
  } catch (error) {
    unlock();
    throw error;
  }
}

/** The engine across restarts: its current process. */
function keepRunning(
  first: EngineProcess,
  start: () => Promise<EngineProcess>,
  onRestart: EngineOptions['onRestart'],
): Engine {
  let current = first;
  let isStopping = false;
  const restartsAt: number[] = [];
  const run = async (): Promise<EngineEnd> => {
    for (;;) {
      const end = await current.ended;
      const now = Date.now();
      const recent = restartsAt.filter((at) => now - at < RESTART_PERIOD_MS);
      if (isStopping || recent.length >= MAX_RESTARTS) return end;
      restartsAt.splice(0, restartsAt.length, ...recent, now);
      onRestart?.(end);
      try {
        current = await start();
      } catch (error) {
        return { how: end.how, lastOutput: error instanceof Error ? error.message : end.lastOutput };
      }
      // A stop in the meantime could not reach this process.
      if (isStopping) await current.stop();
    }
  };
  const ended = run();
  return {
    get url() {
      return current.url;
    },
    ended,
    stop: async () => {
      isStopping = true;
      await current.stop();
      await ended;
    },
  };
}

function noEngine(): AutodyneError {
  const platform = `${process.platform}-${process.arch}`;
  return new AutodyneError('InvalidSettings', `there is no embedded engine for this platform (${platform})`, {
    suggestions: [
      'install one: npm install dynoxide',
      'or specify its path: --engine PATH',
      'or use any other DynamoDB server: --backend URL',
    ],
  });
}
