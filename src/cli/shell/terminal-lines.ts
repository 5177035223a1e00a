import { openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { ReadStream } from 'node:tty';

export interface TerminalLinesOptions {
  /** Oldest first. */
  history: readonly string[];
  complete(line: string): Promise<[string[], string]>;
}

const MOST_HISTORY = 1000;

/**
 * Lines that a person types on the terminal, with editing, history and completion. Between two lines the terminal is as
 * the shell got it, for the commands that run there: they may ask, read stdin, or start an editor.
 */
export class TerminalLines {
  readonly #complete: TerminalLinesOptions['complete'];
  /** Newest first, as readline has it. */
  #history: string[];
  /** Pasted lines that are still to be run, and the beginning of one more. */
  readonly #pasted: string[] = [];
  #begun = '';

  constructor({ history, complete }: TerminalLinesOptions) {
    this.#complete = complete;
    this.#history = [...history].reverse();
  }

  /** The next line; `undefined` at Ctrl-D. Ctrl-C begins a new one. */
  async next(prompt: string, onCanceled: () => string): Promise<string | undefined> {
    const pasted = this.#pasted.shift();
    if (pasted !== undefined) {
      process.stderr.write(`${prompt}${pasted}\n`);
      return pasted;
    }
    reopenStdin();
    return this.#read(prompt, onCanceled);
  }

  /** Takes a line out of the history. */
  forget(line: string): void {
    this.#history = this.#history.filter((one) => one !== line);
  }

  #read(prompt: string, onCanceled: () => string): Promise<string | undefined> {
    const lines = createInterface({
      input: process.stdin,
      output: process.stderr.isTTY ? process.stderr : process.stdout,
      terminal: true,
      prompt,
      history: this.#history,
      historySize: MOST_HISTORY,
      removeHistoryDuplicates: true,
      completer: (line: string, done: (error: null, result: [string[], string]) => void) => {
        this.#complete(line).then(
          (result) => done(null, result),
          () => done(null, [[], line]),
        );
      },
    });
    return new Promise((resolve) => {
      let first: string | undefined;
      lines.on('history', (history) => {
        this.#history = [...history];
      });
      lines.on('line', (line) => {
        if (first !== undefined) {
          this.#pasted.push(line);
          return;
        }
        first = line;
        // After all of what was pasted at once.
        setImmediate(() => {
          this.#begun = lines.line;
          lines.close();
        });
      });
      lines.on('SIGINT', () => {
        lines.write(null, { ctrl: true, name: 'e' });
        lines.write(null, { ctrl: true, name: 'u' });
        process.stderr.write('^C\n');
        lines.setPrompt(onCanceled());
        lines.prompt();
      });
      lines.on('close', () => {
        if (first === undefined) process.stderr.write('\n');
        resolve(first);
      });
      lines.prompt();
      if (this.#begun !== '') lines.write(this.#begun);
      this.#begun = '';
    });
  }
}

/** A command that read stdin up to Ctrl-D has ended it; the terminal is still there. */
function reopenStdin(): void {
  const { stdin } = process;
  if (!stdin.readableEnded && !stdin.destroyed) return;
  Object.defineProperty(process, 'stdin', {
    configurable: true,
    value: new ReadStream(openSync('/dev/tty', 'r')),
  });
}
