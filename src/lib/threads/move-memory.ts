import * as threads from 'node:worker_threads';

/** What messages are sent to: a port, a worker. */
interface Receiver {
  postMessage(message: unknown, transfer?: readonly threads.Transferable[]): void;
}

/** Node has it from 21 on; the types of older versions do not know it. */
const { isMarkedAsUntransferable } = threads as {
  isMarkedAsUntransferable?: (memory: ArrayBuffer) => boolean;
};

/**
 * Sends a message to a thread, and hands memory over with it: that is gone here, and not copied. This alone decides how
 * memory goes from thread to thread. What cannot be handed over is copied, and stays: the pool that Node takes small
 * buffers from, for one, which other buffers lie in. Whether memory is the pool's cannot be told by its size: the pool
 * has 8 KiB in Node 20 and 22, 64 KiB in 24, and 64 bytes more than `Buffer.poolSize` says in 26.
 * @see https://nodejs.org/api/worker_threads.html#workermarkasuntransferableobject
 */
export function postMemory(receiver: Receiver, message: unknown, memory: readonly ArrayBuffer[]): void {
  try {
    receiver.postMessage(message, memory.filter(canMove));
  } catch (error) {
    // Memory of another kind that cannot be handed over (WebAssembly's, for one), which bears no mark. Node has moved
    // nothing then; Node 20 copies it unasked.
    if ((error as Error).name !== 'DataCloneError') throw error;
    receiver.postMessage(message);
  }
}

/** In Node 20 all may be tried: what is marked is copied there. */
function canMove(memory: ArrayBuffer): boolean {
  return isMarkedAsUntransferable?.(memory) !== true;
}
