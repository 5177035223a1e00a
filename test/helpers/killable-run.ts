import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { COMPILE_CACHE } from './spawn-cli.ts';

const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

export interface EndedRun {
  exitCode: number | null;
  /** The signal that ended it, where one did. */
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A run of the built binary that can be sent signals at any moment: SIGKILL is as if the power went off. */
export interface KillableRun {
  kill(signal?: NodeJS.Signals): void;
  /** Resolves once stderr matches. */
  says(pattern: RegExp): Promise<void>;
  /** Resolves when the process has ended. */
  ended: Promise<EndedRun>;
}

/** Starts the built binary in an environment with nothing but PATH, a home in `cwd`, and what is given. */
export function startKillable(
  argv: string[],
  { env, cwd }: { env: Record<string, string>; cwd: string },
): KillableRun {
  const child: ChildProcess = spawn(process.execPath, [bin, ...argv], {
    cwd,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: cwd,
      XDG_STATE_HOME: cwd,
      ...COMPILE_CACHE,
      NO_COLOR: '1',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  let stderr = '';
  let onText: () => void = () => undefined;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    onText();
  });
  const ended = new Promise<EndedRun>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr }));
  });
  return {
    kill: (signal = 'SIGKILL') => void child.kill(signal),
    says: (pattern) =>
      new Promise((resolve, reject) => {
        onText = () => {
          if (pattern.test(stderr)) resolve();
        };
        onText();
        void ended.then(() => reject(new Error(`it ended without saying ${pattern}: ${stderr}`)));
      }),
    ended,
  };
}
