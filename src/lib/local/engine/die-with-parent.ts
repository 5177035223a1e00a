import { spawn } from 'node:child_process';

/**
 * Makes a process group end when this process does, however that happens: a small shell waits at a pipe that only this
 * process holds open, and the system closes it even after `kill -9`. Returns the function that cancels this. Where
 * there is no `sh` (Windows), the group ends only when its starter ends it.
 */
export function dieWithParent(groupId: number): () => void {
  const watchdog = spawn('sh', ['-c', 'read -r _; kill -TERM "-$0"', String(groupId)], {
    // In a group of its own: Ctrl-C in the terminal must not end the watchdog before this process.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.on('error', () => {});
  watchdog.stdin.on('error', () => {});
  watchdog.unref();
  return () => watchdog.kill('SIGKILL');
}
