import { parentPort, type Transferable, Worker } from 'node:worker_threads';

/** What a thread can be asked: for each name, what goes there and what comes back. */
export type CallTable = Record<string, { request: unknown; answer: unknown }>;

interface Call {
  id: number;
  name: string;
  request: unknown;
}

interface Reply {
  id: number;
  answer?: unknown;
  /** What went wrong; an error's own members would be lost between threads. */
  failure?: { code: string | undefined; message: string };
}

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/** Asks a worker thread, and waits for its answers. It must be closed, or the process does not end. */
export class ThreadCalls<Calls extends CallTable> {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #ended: Error | undefined;

  constructor(script: URL) {
    // Its objects are few and short-lived: more room for them would be filled before any is cleared away.
    this.#worker = new Worker(script, { resourceLimits: { maxYoungGenerationSizeMb: 2 } });
    this.#worker.on('message', ({ id, answer, failure }: Reply) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (failure === undefined) waiting?.resolve(answer);
      else waiting?.reject(Object.assign(new Error(failure.message), { code: failure.code }));
    });
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('the thread has ended')));
  }

  /**
   * @param transfer memory that is handed over, and is gone here.
   * @throws what the other thread did, its `code` kept.
   */
  call<Name extends string & keyof Calls>(
    name: Name,
    request: Calls[Name]['request'],
    transfer: readonly Transferable[] = [],
  ): Promise<Calls[Name]['answer']> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    this.#lastId += 1;
    const call: Call = { id: this.#lastId, name, request };
    return new Promise((resolve, reject) => {
      this.#waiting.set(call.id, { resolve, reject });
      this.#worker.postMessage(call, transfer);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** What a thread does when it is asked; each call is begun in the order in which they come, and ends when it will. */
export type CallHandlers<Calls extends CallTable> = {
  [Name in keyof Calls]: (
    request: Calls[Name]['request'],
  ) => Calls[Name]['answer'] | Promise<Calls[Name]['answer']>;
};

/** The worker's side. An answer that is memory is handed over, not copied. */
export function answerCalls<Calls extends CallTable>(handlers: CallHandlers<Calls>): void {
  const reply = async ({ id, name, request }: Call): Promise<void> => {
    try {
      const answer: unknown = await handlers[name]?.(request);
      parentPort?.postMessage({ id, answer }, answer instanceof ArrayBuffer ? [answer] : []);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      parentPort?.postMessage({ id, failure: { code, message } });
    }
  };
  parentPort?.on('message', (call: Call) => void reply(call));
}
