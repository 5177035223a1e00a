import { execFileSync, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { shellQuote } from '../../src/lib/errors/command-text.ts';
import { COMPILE_CACHE } from './spawn-cli.ts';

const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

/** `script` of util-linux gives a command a terminal; what needs one is skipped elsewhere. */
export const HAS_TERMINALS = hasScript();

function hasScript(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
}

export interface TerminalRun {
  exitCode: number | null;
  /** All that the terminal showed, with the line breaks of a file. */
  screen: string;
}

/** The built binary in a pseudo-terminal, at which a person types. */
export interface OnTerminal {
  /** Resolves once the screen matches. */
  shows(pattern: RegExp): Promise<void>;
  /** `'\u0003'` is Ctrl-C, `'\u0004'` Ctrl-D. */
  type(text: string): void;
  ended: Promise<TerminalRun>;
}

/** Starts the built binary on a terminal of 80 columns, in an environment with nothing but PATH, a home in `cwd`, and what is given. */
export function startOnTerminal(
  argv: readonly string[],
  { env, cwd }: { env: Record<string, string>; cwd: string },
): OnTerminal {
  const command = [process.execPath, bin, ...argv].map(shellQuote).join(' ');
  const child = spawn('script', ['-qec', `stty cols 80; exec ${command}`, '/dev/null'], {
    cwd,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: cwd,
      XDG_STATE_HOME: cwd,
      SHELL: '/bin/sh',
      TERM: 'xterm',
      ...COMPILE_CACHE,
      NO_COLOR: '1',
      ...env,
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let screen = '';
  let onText: () => void = () => undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text.replaceAll('\r\n', '\n');
    onText();
  });
  // It may have ended before all that was typed.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<TerminalRun>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, screen }));
  });
  return {
    shows: (pattern) =>
      new Promise((resolve, reject) => {
        onText = () => {
          if (pattern.test(screen)) resolve();
        };
        onText();
        void ended.then(() => reject(new Error(`it ended without showing ${pattern}: ${screen}`)));
      }),
    type: (text) => void child.stdin.write(text),
    ended,
  };
}
