import { MessageChannel } from 'node:worker_threads';
import { postMemory } from './move-memory.ts';

const { port1: nowhere } = new MessageChannel();
nowhere.close();

/**
 * Frees a buffer's memory at once; the buffer is empty afterwards. Memory that waits for the garbage collector adds up
 * to tens of megabytes where little else is allocated, and allocating more costs more than the work done with it.
 * Memory that is sent to a closed port is transferred, and freed. A small buffer that shares its memory with others
 * stays as it is.
 */
export function freeMemory({ buffer }: Buffer<ArrayBuffer>): void {
  postMemory(nowhere, undefined, [buffer]);
}
