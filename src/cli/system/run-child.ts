import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import { errorFacts } from '../../lib/errors/from-aws-error.ts';

const FORWARDED: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a command with the stdin, stdout and stderr of this process, and resolves with its exit code; 128 + the number of
 * the signal if a signal ended it, as in a shell. Signals to this process are forwarded, except those that a terminal
 * sends to both.
 * @throws AutodyneError `InvalidUsage` when the command cannot be run.
 */
export async function runChild(
  command: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const [file = '', ...args] = command;
  const child = spawn(file, args, { stdio: 'inherit', env });
  const handlers = FORWARDED.map((signal) => {
    const handle = (): void => {
      if (signal === 'SIGTERM' || !isAtTerminal()) child.kill(signal);
    };
    process.on(signal, handle);
    return { signal, handle };
  });
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', (error) => reject(cannotRun(file, error)));
      child.once('exit', (code, signal) =>
        resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
      );
    });
  } finally {
    for (const { signal, handle } of handlers) process.off(signal, handle);
  }
}

/** A terminal sends the signals of Ctrl-C and of its closing to all its processes. */
function isAtTerminal(): boolean {
  return [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY === true);
}

function cannotRun(file: string, error: unknown): AutodyneError {
  const { code, message } = errorFacts(error);
  const reason = code === 'ENOENT' ? 'command not found' : (code ?? message);
  return new AutodyneError('InvalidUsage', `cannot run "${file}": ${reason}`, { cause: error });
}
