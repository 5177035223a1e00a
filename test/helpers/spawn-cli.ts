import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

/** For a process with a home of its own: without the compile cache of this user's, its start takes twice the time. */
export const COMPILE_CACHE = { XDG_CACHE_HOME: join(homedir(), '.cache') };

export interface SpawnResult {
  stdout: string;
  stderr: string;
  exitCode: number | null;
  signal: NodeJS.Signals | null;
}

/** An environment with nothing but PATH, HOME, the tests' state folder and what is given. */
export function binaryEnv(given: Record<string, string> = {}): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    XDG_STATE_HOME: process.env['XDG_STATE_HOME'] ?? '',
    NO_COLOR: '1',
    TZ: 'UTC',
    ...given,
  };
}

/** Runs the built binary as a process of its own, in that environment. */
export function spawnCli(
  argv: string[],
  options: {
    env?: Record<string, string>;
    cwd?: string;
    stdin?: string;
    /** Sends SIGINT once stderr matches. */
    interruptAt?: RegExp;
    /** Kills the process after this time in milliseconds; `signal` then shows it. */
    timeoutMs?: number;
    /** An open file for stdout; then the result's is empty. */
    stdout?: number;
  } = {},
): Promise<SpawnResult> {
  const child = spawn(process.execPath, [bin, ...argv], {
    cwd: options.cwd,
    env: binaryEnv(options.env),
    ...(options.timeoutMs === undefined
      ? {}
      : { timeout: options.timeoutMs, killSignal: 'SIGKILL' as const }),
    stdio: ['pipe', options.stdout ?? 'pipe', 'pipe'],
  });
  const result: SpawnResult = { stdout: '', stderr: '', exitCode: null, signal: null };
  let isInterrupted = false;
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    result.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    result.stderr += text;
    if (!isInterrupted && options.interruptAt?.test(result.stderr)) {
      isInterrupted = true;
      child.kill('SIGINT');
    }
  });
  child.stdin?.end(options.stdin ?? '');
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => resolve({ ...result, exitCode, signal }));
  });
}
