import { parentPort, Worker } from 'node:worker_threads';
import { AutodyneError, type ErrorCode, isAutodyneError } from '../errors/autodyne-error.ts';
import { postMemory } from './move-memory.ts';

/** The calls of a thread: for each name, the types of request and response. */
export type CallTable = Record<string, { request: unknown; response: unknown }>;

interface Call {
  id: number;
  name: string;
  request: unknown;
}

interface Reply {
  id: number;
  response?: unknown;
  failure?: Failure;
}

/** An error's description; its own members would be lost between threads. */
type Failure =
  | { kind: 'system'; code: string | undefined; message: string }
  | ({ kind: 'autodyne'; code: ErrorCode; message: string } & Pick<AutodyneError, 'suggestions' | 'details'>);

interface Waiting {
  id: number;
  resolve(response: unknown): void;
  reject(error: Error): void;
}

/** Calls functions of a worker thread, and waits for the responses. Keeps the process alive only while it waits. */
export class ThreadCalls<Calls extends CallTable> {
  readonly #worker: Worker;
  #waiting: readonly Waiting[] = [];
  #lastId = 0;
  #ended: Error | undefined;
  /**
   * From then on the thread keeps the process alive until it has ended, or a caller that awaits its end would wait for
   * ever.
   */
  #isClosing = false;

  /** @param script the file that the build makes from one whose name ends in `-worker`: beside the caller's own file */
  constructor(script: URL) {
    // Its objects are short-lived: more room for them would only be filled before it is collected.
    this.#worker = new Worker(builtUrl(script), { resourceLimits: { maxYoungGenerationSizeMb: 2 } });
    this.#worker.unref();
    this.#worker.on('message', ({ id, response, failure }: Reply) => {
      const waiting = this.#waiting.find((one) => one.id === id);
      this.#waiting = this.#waiting.filter((one) => one.id !== id);
      if (this.#waiting.length === 0 && !this.#isClosing) this.#worker.unref();
      if (failure === undefined) waiting?.resolve(response);
      else waiting?.reject(errorOf(failure));
    });
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('the thread has ended')));
  }

  /**
   * @param memory is transferred where it can be, and is detached here then.
   * @throws the error of the other thread: an AutodyneError, or an error with its `code`.
   */
  call<Name extends string & keyof Calls>(
    name: Name,
    request: Calls[Name]['request'],
    memory: readonly ArrayBuffer[] = [],
  ): Promise<Calls[Name]['response']> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    this.#lastId += 1;
    const call: Call = { id: this.#lastId, name, request };
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) this.#worker.ref();
      this.#waiting = [...this.#waiting, { id: call.id, resolve, reject }];
      postMemory(this.#worker, call, memory);
    });
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#worker.terminate();
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting) reject(error);
    this.#waiting = [];
  }
}

/**
 * A thread cannot be run from the sources, so that there the last build's script is used: the bundle's loads fastest.
 */
export function builtUrl(script: URL): URL {
  if (!import.meta.url.endsWith('.ts')) return script;
  const name = script.pathname.slice(script.pathname.lastIndexOf('/') + 1);
  return new URL(`../../../dist/cli-bundle/${name}`, import.meta.url);
}

/** The functions of a thread; calls are started in the order in which they come, and may end in another. */
export type CallHandlers<Calls extends CallTable> = {
  [Name in keyof Calls]: (
    request: Calls[Name]['request'],
  ) => Calls[Name]['response'] | Promise<Calls[Name]['response']>;
};

/** The worker's side. Memory that is a response, or a member of one, is transferred and not copied. */
export function handleCalls<Calls extends CallTable>(handlers: CallHandlers<Calls>): void {
  const reply = async ({ id, name, request }: Call): Promise<void> => {
    try {
      const response: unknown = await handlers[name]?.(request);
      if (parentPort !== null) postMemory(parentPort, { id, response }, memoryOf(response));
    } catch (error) {
      parentPort?.postMessage({ id, failure: failureOf(error) });
    }
  };
  parentPort?.on('message', (call: Call) => void reply(call));
}

function memoryOf(response: unknown): ArrayBuffer[] {
  if (response instanceof ArrayBuffer) return [response];
  if (typeof response !== 'object' || response === null) return [];
  return Object.values(response).filter((member) => member instanceof ArrayBuffer);
}

function failureOf(error: unknown): Failure {
  if (isAutodyneError(error)) {
    const { code, message, suggestions, details } = error;
    return { kind: 'autodyne', code, message, suggestions, details };
  }
  const { code, message } = error as NodeJS.ErrnoException;
  return { kind: 'system', code, message };
}

function errorOf(failure: Failure): Error {
  const { code, message } = failure;
  if (failure.kind === 'system') return Object.assign(new Error(message), { code });
  const { suggestions, details } = failure;
  return new AutodyneError(failure.code, message, { suggestions, details });
}
