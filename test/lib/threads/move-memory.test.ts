import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { postMemory } from '../../../src/lib/threads/move-memory.ts';

/** Without the types of a browser, TypeScript does not know it. */
const { WebAssembly: wasm } = globalThis as unknown as {
  WebAssembly: { Memory: new (size: { initial: number }) => { buffer: ArrayBuffer } };
};

/** The content that arrives, and the size that the sender's memory has afterwards. */
function sent(memory: ArrayBuffer): { arrived: string; leftBytes: number } {
  const { port1, port2 } = new MessageChannel();
  postMemory(port1, { memory }, [memory]);
  const { message } = receiveMessageOnPort(port2) as { message: { memory: ArrayBuffer } };
  port1.close();
  return { arrived: Buffer.from(message.memory).toString('latin1'), leftBytes: memory.byteLength };
}

test.each([1, 5000, 65_536, 1024 * 1024])('%i bytes of memory of their own are handed over', (sizeBytes) => {
  const { buffer } = Buffer.alloc(sizeBytes, 'x');
  expect(sent(buffer)).toEqual({ arrived: 'x'.repeat(sizeBytes), leftBytes: 0 });
});

test.each([
  ['of 10 bytes', () => Buffer.from('as it was.')],
  ['that zlib would write a small page into', () => Buffer.allocUnsafe(3000).fill('as it was.')],
])('the pool that a buffer %s lies in stays, with all other buffers in it', (_, make) => {
  const [other, small] = [Buffer.from('another'), make()];
  const { arrived } = sent(small.buffer);
  expect(small.toString('latin1', 0, 10)).toBe('as it was.');
  expect(other.toString()).toBe('another');
  expect(arrived.slice(small.byteOffset, small.byteOffset + 10)).toBe('as it was.');
});

test('memory that no thread may take, and that bears no mark, is copied', () => {
  const { buffer } = new wasm.Memory({ initial: 1 });
  Buffer.from(buffer).write('as it was.');
  const { arrived, leftBytes } = sent(buffer);
  expect(arrived.slice(0, 10)).toBe('as it was.');
  expect(leftBytes).toBe(arrived.length);
});

test('what cannot be sent at all is an error', () => {
  const { port1 } = new MessageChannel();
  expect(() => postMemory(port1, () => undefined, [])).toThrow(/could not be cloned/);
  port1.close();
});
