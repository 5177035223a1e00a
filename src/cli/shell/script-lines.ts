import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { AutodyneError } from '../../lib/errors/autodyne-error.ts';

/**
 * The lines of the script on stdin, as they come. Meanwhile stdin is an error to whoever reads it: `put -` would take the
 * rest of the script for items.
 */
export async function* scriptLines(): AsyncGenerator<string> {
  const { stdin } = process;
  const own = Object.getOwnPropertyDescriptor(process, 'stdin');
  Object.defineProperty(process, 'stdin', { configurable: true, get: stdinInUse });
  try {
    yield* createInterface({ input: stdin, crlfDelay: Number.POSITIVE_INFINITY, terminal: false });
  } finally {
    if (own !== undefined) Object.defineProperty(process, 'stdin', own);
    stdin.destroy();
  }
}

function stdinInUse(): Readable {
  return new Readable({
    read() {
      this.destroy(
        new AutodyneError(
          'InvalidUsage',
          'stdin is the script of this shell, and cannot be read by a command',
          {
            suggestions: ['name a file instead of -'],
          },
        ),
      );
    },
  });
}
