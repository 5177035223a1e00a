import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { binaryEnv } from './spawn-cli.ts';

const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const CONTROL = { C: '\u0003', D: '\u0004', L: '\u000c', R: '\u0012' };
/** Colours, and what readline moves the cursor with. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's own
const SEQUENCES = /\u001b\[[0-9;?]*[A-Za-z]/g;

/** `script` of util-linux gives a command a terminal. */
export function hasTerminal(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
}

/** `autodyne` on a real pseudo-terminal of 80 columns, with somebody at its keys. */
export class Terminal {
  readonly #process: ChildProcess;
  readonly #ended: Promise<number | null>;
  #output = '';
  #seen = 0;

  constructor(args: string, { cwd, env = {} }: { cwd: string; env?: Record<string, string> }) {
    const command = `stty cols 80 rows 24; exec "$NODE" "$BIN" ${args}`;
    this.#process = spawn('script', ['-qefc', command, '/dev/null'], {
      cwd,
      env: binaryEnv({ TERM: 'xterm', SHELL: '/bin/sh', NODE: process.execPath, BIN: bin, ...env }),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#output += text;
    });
    this.#ended = once(this.#process, 'close').then(([code]) => code as number | null);
  }

  /** Everything on the screen so far, without what moves the cursor. */
  get text(): string {
    return this.#output.replaceAll('\r', '').replace(SEQUENCES, '');
  }

  type(keys: string): void {
    this.#process.stdin?.write(keys);
  }

  enter(line: string): void {
    this.type(`${line}\r`);
  }

  control(letter: keyof typeof CONTROL): void {
    this.type(CONTROL[letter]);
  }

  /** Waits until what came since the last call matches; returns it. */
  async says(pattern: RegExp, timeoutMs = 15_000): Promise<string> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const fresh = this.text.slice(this.#seen);
      const match = pattern.exec(fresh);
      if (match !== null) {
        this.#seen += match.index + match[0].length;
        return match[0];
      }
      if (Date.now() > deadline) throw new Error(`no ${pattern} in:\n${fresh}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** The exit code, once it has ended. */
  ended(): Promise<number | null> {
    return this.#ended;
  }

  async close(): Promise<void> {
    // `script` takes two seconds for any other signal. The terminal is gone then, which ends what ran on it.
    this.#process.kill('SIGKILL');
    await this.#ended;
  }
}
