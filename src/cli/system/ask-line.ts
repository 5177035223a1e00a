import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { errorFacts } from '../../lib/errors/from-aws-error.ts';

/** True where a person can be asked: both sides are terminals. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/**
 * Asks for one line on stderr. The terminal keeps its own editing, so that Ctrl-C stays a signal.
 * @returns `undefined` at the end of the input, and when the signal is aborted
 */
export async function askLine(question: string, signal: AbortSignal): Promise<string | undefined> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  try {
    const ended = once(prompt, 'close', { signal }).then(() => undefined);
    return await Promise.race([prompt.question(question, { signal }), ended]);
  } catch (error) {
    if (errorFacts(error).name === 'AbortError') return undefined;
    throw error;
  } finally {
    prompt.close();
  }
}
