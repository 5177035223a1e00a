import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { IS_KEPT, runKept } from './kept-cli.ts';
import { shellWords } from './shell-words.ts';
import { COMPILE_CACHE } from './spawn-cli.ts';
import type { StepRun } from './transcript.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's own
const CURSOR_MOVES = /\u001b\[[0-9;?]*[A-Za-z]/g;

const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

/** A folder and an environment of its own, in which `autodyne` is the built binary. */
export class Shell {
  readonly folder: string;
  readonly env: Record<string, string>;
  readonly #background: ReturnType<typeof spawn>[] = [];

  constructor(env: Record<string, string> = {}) {
    this.folder = mkdtempSync(join(tmpdir(), 'autodyne-shell-'));
    const binFolder = join(this.folder, '.bin');
    mkdirSync(binFolder);
    writeFileSync(join(binFolder, 'autodyne'), `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`);
    chmodSync(join(binFolder, 'autodyne'), 0o755);
    this.env = {
      PATH: `${binFolder}:${process.env['PATH'] ?? ''}`,
      HOME: join(this.folder, '.home'),
      ...COMPILE_CACHE,
      NO_COLOR: '1',
      COLUMNS: '100',
      TZ: 'UTC',
      LANG: 'C.UTF-8',
      ...env,
    };
  }

  /** As {@link run}; but a line that is nothing but an `autodyne` command, settings before it or none, runs in the kept process, in words from a shell. */
  async runKept(command: string): Promise<StepRun> {
    if (!IS_KEPT || !isPlainCommand(command)) return this.run(command);
    const isBare = /^[\w ./:=,@+-]+$/.test(command);
    // A shell takes ten milliseconds to split what has nothing in it but blanks.
    const words = isBare
      ? command.trim().split(/ +/)
      : shellWords(command, { cwd: this.folder, env: this.env });
    const name = words.indexOf('autodyne');
    const assigned = words.slice(0, name).map((word) => [word.split('=', 1)[0], word.replace(/^\w+=/, '')]);
    const env = { ...this.env, ...Object.fromEntries(assigned) };
    const argv = words.slice(name + 1);
    const { pieces, exitCode } = await runKept(argv, { env, cwd: this.folder, timeoutMs: 30_000 });
    const output = Buffer.concat(pieces.map(([, bytes]) => bytes)).toString();
    return { lines: toLines(output.replaceAll(this.folder, '[FOLDER]')), exitCode: exitCode ?? 1 };
  }

  /** Runs one command line; one that ends with `&` is left running until {@link close}, once it has printed. */
  async run(command: string): Promise<StepRun> {
    const isBackground = /&\s*$/.test(command);
    const text = isBackground ? `exec ${command.replace(/&\s*$/, '')} 2>&1` : `{ ${command}\n} 2>&1`;
    const child = spawn('sh', ['-c', text], {
      cwd: this.folder,
      env: this.env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8');
    if (isBackground) {
      this.#background.push(child);
      output = await firstParagraph(child.stdout);
      return { lines: toLines(output), exitCode: 0 };
    }
    child.stdout.on('data', (chunk: string) => {
      output += chunk;
    });
    const exitCode = await new Promise<number>((resolve) =>
      child.once('close', (code) => resolve(code ?? 1)),
    );
    return { lines: toLines(output.replaceAll(this.folder, '[FOLDER]')), exitCode };
  }

  /**
   * Runs one command line in a pseudo-terminal of 80 columns; what moves its cursor is left out.
   * @param typed what is typed, with Enter, once it asks for something; `^C` is Ctrl-C
   */
  async runOnTerminal(command: string, typed?: string): Promise<StepRun> {
    const child = spawn('script', ['-qefc', `stty cols 80 rows 24; ${command}`, '/dev/null'], {
      cwd: this.folder,
      env: { ...this.env, COLUMNS: undefined, TERM: 'xterm', SHELL: '/bin/sh' },
      stdio: [typed === undefined ? 'ignore' : 'pipe', 'pipe', 'inherit'],
    });
    let output = '';
    let keys = typed === '^C' ? '\u0003' : `${typed}\r`;
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      if (typed === undefined || !/: $/.test(output.replace(CURSOR_MOVES, ''))) return;
      child.stdin?.write(keys);
      keys = '';
    });
    const exitCode = await new Promise<number>((resolve) =>
      child.once('close', (code) => resolve(code ?? 1)),
    );
    const screen = output
      .replace(CURSOR_MOVES, '')
      .replace(/\r+\n/g, '\n')
      .replace(/[^\n]*\r/g, '');
    return { lines: toLines(screen.replaceAll(this.folder, '[FOLDER]')), exitCode };
  }

  async close(): Promise<void> {
    for (const child of this.#background) {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGINT');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Whether a shell would make one process of it, with nothing but words: no pipe, no redirection, no second command. */
function isPlainCommand(command: string): boolean {
  const bare = command.replace(/\\[\s\S]|'[^']*'|"(?:[^"\\`$]|\\[\s\S])*"/g, '');
  // What `local` starts would write to the kept process's own streams.
  return /^(?:\w+=\S* )*autodyne (?!local .*-- )/.test(command) && !/[|&;<>()`$"'\n#]/.test(bare);
}

function toLines(output: string): string[] {
  return output === '' ? [] : output.replace(/\n$/, '').split('\n');
}

/** The output of a background command up to the line that mentions Ctrl-C. */
async function firstParagraph(stream: Readable): Promise<string> {
  let output = '';
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    output += String(chunk);
    if (/Ctrl-C/.test(output) && output.endsWith('\n')) break;
  }
  return output;
}
