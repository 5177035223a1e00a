import { useLayoutEffect, useState } from 'preact/hooks';
import { HeldItems } from './held-items.ts';
import { itemsRequestOf, type Question, questionId } from './question.ts';

/** Questions whose items are kept, so that Back costs nothing. */
const MOST_KEPT = 5;

/**
 * The items of a question. A twin's are read at once; of a table in AWS only once somebody asks: the first question, which
 * comes with the address, waits for Read, a later one was asked by it.
 */
export function useHeldItems(question: Question, isTwin: boolean): HeldItems {
  const id = questionId(question);
  const [kept] = useState(() => new Map<string, HeldItems>());
  const [first] = useState(id);
  const held = kept.get(id) ?? new HeldItems(itemsRequestOf(question));
  kept.delete(id);
  kept.set(id, held);
  for (const oldest of kept.keys()) if (kept.size > MOST_KEPT) kept.delete(oldest);
  // Before the browser paints, so that the request is on its way meanwhile.
  useLayoutEffect(() => {
    if (held.value.status === 'unread' && (isTwin || id !== first)) void held.readPage();
    return () => held.stop();
  }, [held]);
  return held;
}
