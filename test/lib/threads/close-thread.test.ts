import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const built = (path: string): string => new URL(`../../../dist/lib/${path}`, import.meta.url).href;

/** A reply is pending when the thread is asked to end: the process must stay alive until the thread has ended. */
const SCRIPT = `
import { ThreadCalls } from ${JSON.stringify(built('threads/thread-calls.js'))};
const calls = new ThreadCalls(new URL(${JSON.stringify(built('restore/requests/reader-worker.js'))}));
await calls.call('repeatedKeys', undefined);
void calls.call('repeatedKeys', undefined);
const end = performance.now() + 200;
while (performance.now() < end);
await calls.close();
console.log('closed');
`;

test('closing a thread is waited for, though a reply of its comes meanwhile', async () => {
  const script = join(await temporaryFolder(), 'close.mjs');
  writeFileSync(script, SCRIPT);
  expect((await promisify(execFile)(process.execPath, [script])).stdout).toBe('closed\n');
});
