import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { COMPILE_CACHE } from './spawn-cli.ts';
import type { StepRun } from './transcript.ts';

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

  async close(): Promise<void> {
    for (const child of this.#background) {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGINT');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
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
