import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Config } from '@oclif/core';
import { vi } from 'vitest';

export interface CommandRun {
  stdout: string;
  stderr: string;
  exitCode: number;
  /** stdout parsed, for `--json`. */
  json(): unknown;
}

export interface RunOptions {
  env?: Record<string, string>;
  /** The working folder, where `.env` is looked for; the oclif fixture's folder (which has none) unless given. */
  cwd?: string;
  stdin?: string;
  /** The columns of the terminal that stdout and stderr pretend to be, without colours; pipes unless given. */
  terminal?: number;
}

type CommandClass = new (
  argv: string[],
  config: Config,
) => { id: string | undefined; _run(): Promise<unknown> };

const commands = fileURLToPath(new URL('../../src/commands', import.meta.url));
const root = fileURLToPath(new URL('../fixtures/oclif-root', import.meta.url));
/** Of this process, when nothing has run in it yet: a test that is given up leaves its own behind for a while. */
const atFirst = { cwd: process.cwd(), env: { ...process.env } };
let config: Promise<Config> | undefined;

/**
 * Runs a command in this process, from the sources, as a user would type it: `runCommand(['index', 'list'])`.
 * The environment holds no other AUTODYNE_* or AWS_* variable than those given.
 */
export async function runCommand(argv: string[], options: RunOptions = {}): Promise<CommandRun> {
  const { load, id, rest } = findCommand(argv);
  const { default: CommandClass } = await load();
  config ??= Config.load({ root });
  const command = new CommandClass(rest, await config);
  command.id = id;
  const output = { stdout: '', stderr: '' };
  const { exitCode: exitCodeBefore } = process;
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((chunk: string | Uint8Array) => {
      output[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
      return true;
    }),
  );
  let exitCode = 0;
  const restoreStreams = options.terminal === undefined ? () => undefined : pretendTerminal(options.terminal);
  try {
    for (const name of Object.keys(process.env)) if (/^(AUTODYNE|AWS)_/.test(name)) delete process.env[name];
    if (options.terminal !== undefined) process.env['NO_COLOR'] = '1';
    Object.assign(process.env, options.env);
    process.chdir(options.cwd ?? root);
    process.exitCode = undefined;
    exitCode = await withStdin(options.stdin, () => exitCodeOf(command));
  } finally {
    for (const spy of spies) spy.mockRestore();
    restoreStreams();
    process.chdir(atFirst.cwd);
    for (const name of Object.keys(process.env)) if (!(name in atFirst.env)) delete process.env[name];
    Object.assign(process.env, atFirst.env);
    process.exitCode = exitCodeBefore;
  }
  return { ...output, exitCode, json: () => JSON.parse(output.stdout) as unknown };
}

/** Makes stdout and stderr look like a terminal; the function that undoes it. */
function pretendTerminal(columns: number): () => void {
  const undo = [process.stdout, process.stderr].flatMap((stream) =>
    Object.entries({ isTTY: true, columns }).map(([name, value]) => {
      const before = Object.getOwnPropertyDescriptor(stream, name);
      Object.defineProperty(stream, name, { configurable: true, writable: true, value });
      return () => {
        if (before === undefined) Reflect.deleteProperty(stream, name);
        else Object.defineProperty(stream, name, before);
      };
    }),
  );
  return () => {
    // The two may be one object.
    for (const one of undo.reverse()) one();
  };
}

async function exitCodeOf(command: InstanceType<CommandClass>): Promise<number> {
  try {
    await command._run();
    return Number(process.exitCode ?? 0);
  } catch (error) {
    const exit = (error as { oclif?: { exit?: number } }).oclif?.exit;
    if (exit === undefined) throw error;
    return exit;
  }
}

async function withStdin<T>(text: string | undefined, body: () => Promise<T>): Promise<T> {
  if (text === undefined) return body();
  const { Readable } = await import('node:stream');
  const original = Object.getOwnPropertyDescriptor(process, 'stdin');
  Object.defineProperty(process, 'stdin', { configurable: true, value: Readable.from([Buffer.from(text)]) });
  try {
    return await body();
  } finally {
    if (original) Object.defineProperty(process, 'stdin', original);
  }
}

/** Finds the command with the longest path that the args begin with. */
function findCommand(argv: string[]): {
  load: () => Promise<{ default: CommandClass }>;
  id: string;
  rest: string[];
} {
  for (let length = Math.min(3, argv.length); length > 0; length -= 1) {
    const args = argv.slice(0, length);
    for (const path of [`${args.join('/')}.ts`, `${args.join('/')}/index.ts`]) {
      const file = `${commands}/${path}`;
      if (!existsSync(file)) continue;
      const load = (): Promise<{ default: CommandClass }> => import(/* @vite-ignore */ file);
      return { load, id: args.join(':'), rest: argv.slice(length) };
    }
  }
  throw new Error(`no command for: ${argv.join(' ')}`);
}
