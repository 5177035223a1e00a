import { createInterface } from 'node:readline/promises';
import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import { forStderr } from '../render/output.ts';

/** True if there is a person to ask: stdin and stderr are terminals. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/**
 * Asks a question on the terminal, on stderr. Check {@link canAsk} before. One question at a time.
 * @param onCtrlC the message of the error: what was not changed; or a signal, for a process that goes on beside the question
 *   and ends by itself at Ctrl-C: the terminal then keeps its own editing
 * @returns the typed line without blanks around it; `undefined` for Ctrl-D, and once the signal is raised
 * @throws AutodyneError `Interrupted` for Ctrl-C, where a message is given
 */
export async function ask(question: string, onCtrlC: string | AbortSignal): Promise<string | undefined> {
  const signal = typeof onCtrlC === 'string' ? undefined : onCtrlC;
  const input = { input: process.stdin, output: process.stderr };
  const prompt = createInterface(signal === undefined ? input : { ...input, terminal: false });
  const line = new Promise<string | undefined>((resolve, reject) => {
    // Without a listener, Node throws its AbortError, or leaves the question open and ends with code 13.
    if (typeof onCtrlC === 'string')
      prompt.once('SIGINT', () => reject(new AutodyneError('Interrupted', onCtrlC)));
    prompt.once('close', () => resolve(undefined));
    signal?.addEventListener('abort', () => prompt.close(), { once: true });
    prompt.question(forStderr(question)).then(resolve, reject);
  });
  let isTyped = false;
  try {
    const typed = await line;
    isTyped = typed !== undefined;
    return typed?.trim();
  } finally {
    prompt.close();
    // Only Enter has moved to the next line.
    if (!isTyped) process.stderr.write('\n');
  }
}
