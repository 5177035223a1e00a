import * as threads from 'node:worker_threads';

/** A message port or a worker. */
interface Receiver {
  postMessage(message: unknown, transfer?: readonly threads.Transferable[]): void;
}

/**
 * Sends a message to a thread, and transfers memory with it: then it is detached here, and not copied. All transfers
 * between threads are decided here. Memory that cannot be transferred is copied, and stays: the pool that Node
 * allocates small buffers from, for example, which other buffers share. The pool cannot be recognised by its size: it
 * has 8 KiB in Node 20 and 22, 64 KiB in 24, and 64 bytes more than `Buffer.poolSize` in 26.
 * @see https://nodejs.org/api/worker_threads.html#workermarkasuntransferableobject
 */
export function postMemory(receiver: Receiver, message: unknown, memory: readonly ArrayBuffer[]): void {
  try {
    receiver.postMessage(message, memory.filter(canMove));
  } catch (error) {
    // Memory of another kind that cannot be transferred (WebAssembly's, for example), which has no mark. Node has
    // transferred nothing then; Node 20 copies it by itself.
    if ((error as Error).name !== 'DataCloneError') throw error;
    receiver.postMessage(message);
  }
}

/** In Node 20 all may be tried: marked memory is copied there. */
function canMove(memory: ArrayBuffer): boolean {
  // Node has it from 21 on; the types of older versions do not know it. Looked up here, so that no thread's part of Node is loaded before.
  const { isMarkedAsUntransferable } = threads as {
    isMarkedAsUntransferable?: (memory: ArrayBuffer) => boolean;
  };
  return isMarkedAsUntransferable?.(memory) !== true;
}
