import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

/** A run of the built binary that can be killed at any moment, as by the power going off. */
export interface KillableRun {
  /** SIGKILL: nothing of it runs any more. */
  kill(): void;
  /** Resolves when the process is gone. */
  ended: Promise<{ isKilled: boolean; exitCode: number | null; stderr: string }>;
}

/** Starts the built binary in an environment with nothing but PATH and what is given. */
export function startKillable(
  argv: string[],
  { env, cwd }: { env: Record<string, string>; cwd: string },
): KillableRun {
  const child: ChildProcess = spawn(process.execPath, [bin, ...argv], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd, XDG_STATE_HOME: cwd, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return {
    kill: () => void child.kill('SIGKILL'),
    ended: new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exitCode, signal) =>
        resolve({ isKilled: signal === 'SIGKILL', exitCode, stderr }),
      );
    }),
  };
}
