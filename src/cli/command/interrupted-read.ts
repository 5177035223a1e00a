import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import { shellQuote } from '../../lib/errors/command-text.ts';
import { countOf } from '../../lib/errors/count-text.ts';
import { toPlainJsonText } from '../../lib/items/json/plain-json-text.ts';
import type { ReadLimits } from '../../lib/items/read/read-limits.ts';
import type { PageFacts } from '../../lib/items/read/read-pages.ts';
import type { Shown } from '../render/formats/show-pages.ts';
import { interruptible } from './interrupt.ts';
import { readUntilStopped } from './stoppable.ts';

/**
 * Once there is a page to go on from, Ctrl-C ends the read after the page under way, so that the note at its end says
 * how to go on. Before, it ends the command as ever.
 */
export async function untilInterrupted<T>(
  limits: ReadLimits,
  note: (text: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  let signal: AbortSignal | undefined;
  let end = (): void => undefined;
  const listen = (own: AbortSignal): Promise<void> => {
    signal = own;
    const say = (): void => note('Finishing the current request. Press Ctrl-C again to stop now');
    own.addEventListener('abort', say, { once: true });
    return new Promise((resolve) => {
      end = resolve;
    });
  };
  limits.isInterrupted = () => {
    if (signal === undefined) void interruptible(listen);
    return signal?.aborted === true;
  };
  try {
    return await work();
  } finally {
    end();
  }
}

export interface StoppableRead {
  /** Nothing is printed before the last page was read. */
  isHeld: boolean;
  /** The source is standard input, which may be waited for. */
  isStdin: boolean;
}

/**
 * Shows pages that come of a file until Ctrl-C is pressed: the page in hand is printed whole, and the next is not waited for.
 * @throws AutodyneError `Interrupted` with the number of items that were printed and the key to go on from, or as `show` fails
 */
export function showUntilStopped<P extends PageFacts>(
  pages: AsyncIterable<P>,
  { isHeld, isStdin }: StoppableRead,
  show: (pages: AsyncIterable<P>) => Promise<Shown>,
): Promise<Shown> {
  const done: Done = { itemCount: 0, lastEvaluatedKey: undefined };
  const stopped = (): AutodyneError => interruptedRead(done, isHeld);
  return readUntilStopped(pages, { isStdin, stopped }, (going) => show(counted(going, done)));
}

type Done = Pick<PageFacts, 'lastEvaluatedKey'> & { itemCount: number };

/** Counts a page once the next one is wanted, since only then it was shown. */
async function* counted<P extends PageFacts>(pages: AsyncIterable<P>, done: Done): AsyncGenerator<P> {
  for await (const page of pages) {
    const { count, lastEvaluatedKey } = page;
    yield page;
    done.itemCount += count;
    done.lastEvaluatedKey = lastEvaluatedKey;
  }
}

function interruptedRead({ itemCount, lastEvaluatedKey }: Done, isHeld: boolean): AutodyneError {
  const items = countOf(itemCount, 'item');
  if (isHeld || itemCount === 0) {
    const read = itemCount === 0 ? '' : ` after reading ${items}`;
    return new AutodyneError('Interrupted', `interrupted${read}; nothing was printed`, {
      details: { itemCount },
    });
  }
  const way =
    lastEvaluatedKey === undefined
      ? 'there is no single key to continue from: run the command again'
      : `to continue, run the command again with --start ${shellQuote(toPlainJsonText(lastEvaluatedKey))}`;
  return new AutodyneError('Interrupted', `interrupted after printing ${items}; the output is not complete`, {
    suggestions: [way],
    details: { itemCount },
  });
}
