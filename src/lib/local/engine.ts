import { type ChildProcess, spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { errorFacts } from '../errors/from-aws-error.ts';
import { lockDataFile } from './data-lock.ts';
import { dieWithParent } from './die-with-parent.ts';
import { type EngineSearch, findEngine } from './find-engine.ts';

/** A DynamoDB server that autodyne started; requests must look signed, but any signature will do. */
export interface Engine {
  /** Where it listens: `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Resolves when it has ended, whether by {@link stop} or by itself. */
  readonly ended: Promise<void>;
  /** Ends it, and resolves when it has ended. */
  stop(): Promise<void>;
}

export interface EngineOptions extends EngineSearch {
  /** The engine's executable; looked for (see {@link findEngine}) unless given. */
  path?: string | undefined;
  /** The data file, made when absent; in memory unless given. One engine at a time may use it. */
  dataFile?: string | undefined;
}

/** Another process can take the port between our looking for a free one and the engine's listening at it. */
const PORT_ATTEMPTS = 5;
const START_TIMEOUT_MS = 15_000;
const STOP_TIMEOUT_MS = 3_000;
/** An engine that has said nothing for so long says nothing at all. */
const SILENCE_MS = 1_000;

/**
 * Starts the embedded engine on a free loopback port and resolves when it answers there. It ends with this process,
 * however this process ends.
 * @throws AutodyneError `InvalidSettings` when there is no engine, or it does not start (with its own words);
 *   `InvalidUsage` when the data file is in use.
 */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const path = options.path ?? findEngine(options);
  if (path === undefined) throw noEngine();
  const unlock = options.dataFile === undefined ? () => {} : lockDataFile(options.dataFile);
  try {
    const child = await startOnFreePort(path, options.dataFile);
    void child.ended.then(unlock);
    return { url: `http://127.0.0.1:${child.port}`, ended: child.ended, stop: () => end(child) };
  } catch (error) {
    unlock();
    throw error;
  }
}

interface EngineChild {
  process: ChildProcess;
  port: number;
  /** What it said on stderr so far, which is shown only when it does not start. */
  words(): string;
  hasEnded(): boolean;
  ended: Promise<void>;
}

async function startOnFreePort(path: string, dataFile: string | undefined): Promise<EngineChild> {
  for (let attempt = 1; ; attempt += 1) {
    const child = await spawnEngine(path, await freePort(), dataFile);
    if (await answers(child)) return child;
    await end(child);
    if (attempt === PORT_ATTEMPTS || !isPortTaken(child)) throw didNotStart(path, child.words());
  }
}

async function spawnEngine(path: string, port: number, dataFile: string | undefined): Promise<EngineChild> {
  const dataArgs = dataFile === undefined ? [] : ['--db-path', dataFile];
  const child = spawn(path, ['serve', '--host', '127.0.0.1', '--port', String(port), ...dataArgs], {
    // In a group of its own: Ctrl-C in the terminal is for autodyne, which ends the engine last.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  let hasEnded = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-2_000);
  });
  try {
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  } catch (error) {
    throw didNotStart(path, errorFacts(error).code ?? String(error));
  }
  const callOff = dieWithParent(child.pid ?? 0);
  const ended = new Promise<void>((resolve) =>
    child.once('close', () => {
      hasEnded = true;
      callOff();
      resolve();
    }),
  );
  return { process: child, port, words: () => words.trim(), hasEnded: () => hasEnded, ended };
}

/**
 * Whether it answers at its port before it ends or the time is up. It must have spoken too, or run for a while: what
 * answers before may be another program that took the port first.
 */
async function answers(child: EngineChild): Promise<boolean> {
  const startedAt = Date.now();
  while (!child.hasEnded() && Date.now() - startedAt < START_TIMEOUT_MS) {
    const mayBeIt = child.words() !== '' || Date.now() - startedAt > SILENCE_MS;
    if (mayBeIt && (await canConnect(child.port))) return !isPortTaken(child);
    await sleep(2);
  }
  return false;
}

function isPortTaken(child: EngineChild): boolean {
  return /\bin use\b/.test(child.words());
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function end(child: EngineChild): Promise<void> {
  const timer = setTimeout(() => signal(child, 'SIGKILL'), STOP_TIMEOUT_MS);
  signal(child, 'SIGTERM');
  await child.ended;
  clearTimeout(timer);
}

/** Signals the whole group: a `dynoxide` on the search path may be npm's wrapper with the engine as its child. */
function signal(child: EngineChild, name: NodeJS.Signals): void {
  const { pid } = child.process;
  if (pid === undefined || child.hasEnded()) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, name);
  } catch (error) {
    // It ended by itself in this very moment.
    if (errorFacts(error).code !== 'ESRCH') throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function noEngine(): AutodyneError {
  const platform = `${process.platform}-${process.arch}`;
  return new AutodyneError('InvalidSettings', `there is no embedded engine for this platform (${platform})`, {
    suggestions: [
      'install one: npm install dynoxide',
      'or say where it is: --engine PATH',
      'or use any other DynamoDB server: --backend URL',
    ],
  });
}

function didNotStart(path: string, words: string): AutodyneError {
  return new AutodyneError('InvalidSettings', `the engine ${path} did not start: ${words || 'no answer'}`);
}
