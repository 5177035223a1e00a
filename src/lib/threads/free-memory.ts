import { MessageChannel } from 'node:worker_threads';
import { postMemory } from './move-memory.ts';

const { port1: nowhere } = new MessageChannel();
nowhere.close();

/**
 * Gives a buffer's memory back at once; the buffer is empty afterwards. Megabytes that wait for the garbage collector
 * pile up to tens of them where little else is allocated, and fresh ones cost more than all that is done with them.
 * What is sent to a closed port is handed over, and gone. A small buffer that lies in one piece of memory with others
 * stays what it is.
 */
export function freeMemory({ buffer }: Buffer<ArrayBuffer>): void {
  postMemory(nowhere, undefined, [buffer]);
}
