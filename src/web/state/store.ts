import { useEffect, useState } from 'preact/hooks';

/** A value that components follow. */
export class Store<T> {
  value: T;
  readonly #listeners = new Set<() => void>();

  constructor(value: T) {
    this.value = value;
  }

  set(value: T): void {
    this.value = value;
    for (const listener of this.#listeners) listener();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** The value as it is now; the component is drawn again when it changes. */
export function useStore<T>(store: Store<T>): T {
  const [, redraw] = useState<T>(store.value);
  useEffect(() => {
    // It may have changed between drawing and here.
    redraw(() => store.value);
    return store.subscribe(() => redraw(() => store.value));
  }, [store]);
  return store.value;
}
