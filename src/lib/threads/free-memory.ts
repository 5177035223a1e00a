import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { postMemory } from './move-memory.ts';

/** Made when it is first needed: most commands never are. */
let closedPort: MessagePort | undefined;

/**
 * Frees a buffer's memory at once; the buffer is empty afterwards. Memory that waits for the garbage collector adds up
 * to tens of megabytes where little else is allocated, and allocating more costs more than the work done with it.
 * Memory that is sent to a closed port is transferred, and freed. A small buffer that shares its memory with others
 * stays as it is.
 */
export function freeMemory({ buffer }: Buffer<ArrayBuffer>): void {
  closedPort ??= makeClosedPort();
  postMemory(closedPort, undefined, [buffer]);
}

function makeClosedPort(): MessagePort {
  const { port1 } = new MessageChannel();
  port1.close();
  return port1;
}
