import { type ChildProcess, fork } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { binaryEnv, COMPILE_CACHE, type SpawnResult, spawnCli } from './spawn-cli.ts';

const script = fileURLToPath(new URL('kept-process.mjs', import.meta.url));

/** With `AUTODYNE_TEST_PROCESSES=own` each command has a process of its own all the same. */
export const IS_KEPT = process.env['AUTODYNE_TEST_PROCESSES'] !== 'own';

/** What is read when the command line is loaded, and not again: another value needs another process. */
const READ_ONCE = [
  'COLUMNS',
  'NO_COLOR',
  'FORCE_COLOR',
  'TERM',
  'LANG',
  'TZ',
  'NODE_EXTRA_CA_CERTS',
  'NODE_OPTIONS',
];

/** Messages of the kept process: output piece by piece, then the exit code. */
export interface KeptRun {
  pieces: [stream: 'stdout' | 'stderr', bytes: Uint8Array][];
  exitCode: number | null;
  signal: NodeJS.Signals | null;
}

interface Reply extends Pick<KeptRun, 'pieces' | 'exitCode'> {
  /** The process ends with the command, and a new one is started for the next. */
  isGone: boolean;
}

export interface KeptOptions {
  /** All of its environment. */
  env: Record<string, string>;
  cwd: string;
  stdin?: string | undefined;
  timeoutMs?: number | undefined;
}

let kept: { process: ChildProcess; readOnce: string } | undefined;
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs the built command line in a process that is started once for all files of a worker, which costs a tenth of a
 * process of its own; one at a time. For what a command prints and does. Signals, terminals, pipes, limits and the end of
 * a process are for `spawnCli` and `Shell`.
 */
export function runKept(argv: string[], options: KeptOptions): Promise<KeptRun> {
  const run = last.then(() => runNext(argv, options));
  last = run.catch(() => undefined);
  return run;
}

async function runNext(argv: string[], { env, cwd, stdin = '', timeoutMs }: KeptOptions): Promise<KeptRun> {
  const child = await keptProcess(env);
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const end = (run: KeptRun): void => {
      clearTimeout(timer);
      child.off('message', onMessage).off('exit', onExit);
      resolve(run);
    };
    const onMessage = ({ pieces, exitCode, isGone }: Reply): void => {
      if (isGone) kept = undefined;
      end({ pieces, exitCode, signal: null });
    };
    const onExit = (exitCode: number | null, signal: NodeJS.Signals | null): void => {
      kept = undefined;
      end({ pieces: [], exitCode, signal });
    };
    child.on('message', onMessage).on('exit', onExit);
    if (timeoutMs !== undefined) timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    child.send({ argv, env, cwd, stdin });
  });
}

/** As `spawnCli`, in the kept process. */
export async function keptCli(
  argv: string[],
  options: { env?: Record<string, string>; cwd?: string; stdin?: string; timeoutMs?: number } = {},
): Promise<SpawnResult> {
  if (!IS_KEPT) return spawnCli(argv, options);
  const { env, cwd = process.cwd(), stdin, timeoutMs } = options;
  const { pieces, exitCode, signal } = await runKept(argv, { env: binaryEnv(env), cwd, stdin, timeoutMs });
  const printed = (to: string): string =>
    Buffer.concat(pieces.flatMap(([stream, bytes]) => (stream === to ? [bytes] : []))).toString();
  return { stdout: printed('stdout'), stderr: printed('stderr'), exitCode, signal };
}

/** Ends with the worker, by the channel that closes then. */
async function keptProcess(env: Record<string, string>): Promise<ChildProcess> {
  const readOnce = JSON.stringify(READ_ONCE.map((name) => env[name]));
  if (kept !== undefined && kept.readOnce === readOnce && kept.process.connected) return kept.process;
  kept?.process.kill();
  const child = fork(script, {
    cwd: tmpdir(),
    env: {
      ...Object.fromEntries(
        READ_ONCE.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
      ),
      ...COMPILE_CACHE,
    },
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  kept = { process: child, readOnce };
  await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', () => reject(new Error('the kept process did not start')));
  });
  child.unref();
  child.channel?.unref();
  return child;
}
