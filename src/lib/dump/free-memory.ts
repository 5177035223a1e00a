import { MessageChannel } from 'node:worker_threads';

const { port1: nowhere } = new MessageChannel();
nowhere.close();

/**
 * Gives a buffer's memory back at once; the buffer is empty afterwards. Megabytes that wait for the garbage collector
 * pile up to tens of them where little else is allocated, and fresh ones cost more than all that is done with them.
 * What is sent to a closed port is transferred, and gone.
 */
export function freeMemory({ buffer }: Buffer<ArrayBuffer>): void {
  // Small buffers may lie in one piece of memory with others.
  if (buffer.byteLength > Buffer.poolSize) nowhere.postMessage(undefined, [buffer]);
}
