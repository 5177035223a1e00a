import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { AutodyneError } from '../../errors/autodyne-error.ts';
import { errorFacts } from '../../errors/from-aws-error.ts';
import { dieWithParent } from './die-with-parent.ts';
import { type EngineAddress, freeEngineAddress } from './engine-address.ts';

export interface EngineEnd {
  /** The signal that ended it, or else its exit code: `SIGKILL`, `exit code 101`. */
  how: string;
  /** The end of its output on stderr; empty when there was none. */
  lastOutput: string;
}

/** One run of the engine's executable. */
export interface EngineProcess {
  readonly url: string;
  /** Resolves when it has ended, for any reason. */
  readonly ended: Promise<EngineEnd>;
  /** Ends it, and resolves when it has ended. */
  stop(): Promise<void>;
}

/** Another process can take the port between our finding it free and the engine's listening on it. */
const PORT_ATTEMPTS = 5;
const START_TIMEOUT_MS = 15_000;
const STOP_TIMEOUT_MS = 3_000;
/** An engine without output for this long is one that prints nothing at its start. */
const SILENCE_MS = 1_000;
/** In characters. */
const OUTPUT_KEPT = 2_000;

/**
 * Runs the engine's executable at a free address, with its data in `dataFile` or in memory, and resolves when it
 * responds there. It ends with this process, however this process ends.
 * @throws AutodyneError `InvalidSettings` when it does not start, with its own output.
 */
export async function startEngineProcess(path: string, dataFile: string | undefined): Promise<EngineProcess> {
  for (let attempt = 1; ; attempt += 1) {
    const child = await spawnEngine(path, await freeEngineAddress(), dataFile);
    if (await isResponding(child)) return engineProcess(child);
    await end(child);
    if (attempt === PORT_ATTEMPTS || !isPortTaken(child)) throw didNotStart(path, child.output());
  }
}

interface EngineChild {
  process: ChildProcess;
  address: EngineAddress;
  /** Its output on stderr so far. */
  output(): string;
  hasEnded(): boolean;
  ended: Promise<EngineEnd>;
}

function engineProcess(child: EngineChild): EngineProcess {
  const { host, port } = child.address;
  return { url: `http://${host}:${port}`, ended: child.ended, stop: () => end(child) };
}

async function spawnEngine(
  path: string,
  address: EngineAddress,
  dataFile: string | undefined,
): Promise<EngineChild> {
  const dataArgs = dataFile === undefined ? [] : ['--db-path', dataFile];
  const child = spawn(path, ['serve', '--host', address.host, '--port', String(address.port), ...dataArgs], {
    // In a group of its own: Ctrl-C in the terminal is for autodyne, which ends the engine last.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  let hasEnded = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-OUTPUT_KEPT);
  });
  try {
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  } catch (error) {
    throw didNotStart(path, errorFacts(error).code ?? String(error));
  }
  const callOff = dieWithParent(child.pid ?? 0);
  const ended = new Promise<EngineEnd>((resolve) =>
    child.once('close', (exitCode, signalName) => {
      hasEnded = true;
      callOff();
      resolve({ how: signalName ?? `exit code ${exitCode}`, lastOutput: withoutGreeting(output) });
    }),
  );
  return { process: child, address, output: () => output.trim(), hasEnded: () => hasEnded, ended };
}

/** The output that it prints at every start does not explain its end. */
function withoutGreeting(output: string): string {
  return output.replace(/^.*\blistening on http:.*$/im, '').trim();
}

/**
 * True once it responds at its port, false when it ends before that or the time is up. It must have printed something
 * too, or have run for a while: a response before that may come from another program that took the port first.
 */
async function isResponding(child: EngineChild): Promise<boolean> {
  const startedAt = Date.now();
  while (!child.hasEnded() && Date.now() - startedAt < START_TIMEOUT_MS) {
    const mayBeIt = child.output() !== '' || Date.now() - startedAt > SILENCE_MS;
    if (mayBeIt && (await canConnect(child.address))) return !isPortTaken(child);
    await sleep(2);
  }
  return false;
}

function isPortTaken(child: EngineChild): boolean {
  return /\bin use\b/.test(child.output());
}

function canConnect({ host, port }: EngineAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
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
    // It ended by itself at this moment.
    if (errorFacts(error).code !== 'ESRCH') throw error;
  }
}

function didNotStart(path: string, output: string): AutodyneError {
  return new AutodyneError('InvalidSettings', `the engine ${path} did not start: ${output || 'no response'}`);
}
